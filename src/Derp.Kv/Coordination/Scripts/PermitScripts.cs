namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The limiter's scripts: one declared key, three or four numbers as decimal text in, and only the numbers that the decision needs out. What
/// goes in and what comes out is described in <see cref="Permits.PermitProtocol"/>, what they compute in the classes next to it.
/// </summary>
/// <remarks>
/// A script that fails half-way is not rolled back, so each reads and checks everything before its first write, and
/// writes value and expiry in one <c>SET</c>. Lua counts in doubles: the caller bounds limit times window by
/// 2^53, stored numbers beyond it are refused, and divisions go through the remainder, which is exact. Numbers reach the key
/// through <c>%.0f</c>, because <c>tostring</c> keeps 14 digits only.
/// <para>
/// Denied calls and peeks write nothing. The one exception is a key without an expiry, or with a later one than its own settings can give it
/// (another program left it, or the clock was set back): the next call sets its expiry.
/// </para>
/// <para>
/// Many callers wait for the server's one thread. An answer of five numbers takes as long as one and a half commands, and
/// <c>tonumber</c> takes twice as long as <c>+ 0</c>; hence the scripts' style.
/// </para>
/// </remarks>
internal static class PermitScripts
{
    internal const string Refuse =
        "return {err = 'BADCOUNTER the key does not hold a limiter\\'s counter'}";

    // A stored number; nil beyond its bounds, which calls omit if they are those of all numbers.
    internal const string Numbers = """
        local function number(text, least, most)
          if #text > 16 then return nil end
          local n = text + 0
          if n < (least or 0) or n > (most or 9007199254740991) then return nil end
          return n
        end
        local function floordiv(a, b) return (a - math.fmod(a, b)) / b end
        local function ceildiv(a, b)
          local rest = math.fmod(a, b)
          if rest == 0 then return a / b end
          return (a - rest) / b + 1
        end
        """;

    // A counter of another algorithm: its units, and its longest possible expiry.
    private const string Other = $$"""
        local units, longest
          local n, w = string.match(stored, '^(%d+)/(%d+)$')
          if string.find(stored, '^%d+$') then
            units, longest = number(stored), window
          elseif n then
            units, longest = number(n), number(w, 1, 31536000000)
          end
          local i, c, p, w = string.match(stored, '^(%d+):(%d+):(%d+)/(%d+)$')
          if i then
            i, c, p, w = number(i), number(c), number(p), number(w, 1, 31536000000)
            if i and c and p and w and (i + 1) * w < 4503599627370496 then
              units, longest = math.min(c + p, 9007199254740991), 2 * w
            end
          end
          local o, t, v, s = string.match(stored, '^(%d+)@(%d+)/(%d+)/(%d+)$')
          if o then
            o, t, v, s = number(o), number(t), number(v, 1), number(s, 1, 4294967296)
            if o and t and v and s then
              units, longest = ceildiv(o, v), math.max(1, ceildiv(o, s * 1000))
            end
          end
          if not (units and longest) then {{Refuse}} end
        """;

    /// <summary>Of <c>key, limit, window, cost</c>.</summary>
    /// <remarks>
    /// A key in its last millisecond (<c>PTTL</c> 0) counts as expired. The server drops it only in the next one, and a
    /// window that ends a millisecond late would end after the wait that it announced.
    /// </remarks>
    internal const string FixedWindowBody = $$"""
        {{FixedWindowState}}
        {{FixedWindowTake}}
        local both = count * (window + 1) + left
        if left <= window and both < 9007199254740992 then
          if denied then return -1 - both end
          return both
        end
        if denied then count = -1 - count end
        return {count, left}
        """;

    /// <summary>Reads <c>count, opened, left, own</c> of a fixed window.</summary>
    internal const string FixedWindowState = $$"""
        local count, opened, left, own = 0, window, 0, true
        local stored = call('GET', key)
        if stored then
          local n, w = string.match(stored, '^(%d+)/(%d+)$')
          if n then
            count, opened = number(n), number(w, 1, 31536000000)
            if not (count and opened) then {{Refuse}} end
          elseif string.find(stored, '^%d+$') then
            count = number(stored)
            if not count then {{Refuse}} end
          else
            {{Other}}
            count, opened, own = units, longest, false
          end
          left = call('PTTL', key)
          if left < 0 or left > opened then
            call('PEXPIRE', key, string.format('%.0f', opened))
            left = opened
          elseif left == 0 then
            count, own = 0, true
          end
        end
        """;

    /// <summary>Counts <c>cost</c> units, if there is room for them; sets <c>denied</c>.</summary>
    internal const string FixedWindowTake = """
        local denied = count + cost > limit
        if cost > 0 and not denied then
          count = count + cost
          local life
          if left == 0 or not own then
            opened, left, life = window, window, window
          elseif window > opened then
            left = left + window - opened
            opened, life = window, left
          end
          if not dry then
            local value = string.format('%.0f/%.0f', count, opened)
            if life then call('SET', key, value, 'PX', string.format('%.0f', life)) else call('SET', key, value, 'KEEPTTL') end
          end
        end
        """;

    /// <summary>Of <c>key, limit, window, cost</c>.</summary>
    /// <remarks>The server's clock numbers the windows; it does not advance inside a script.</remarks>
    internal const string SlidingWindowBody = $$"""
        local time = call('TIME')
        local now = time[1] * 1000 + floordiv(time[2] + 0, 1000)
        local start = now - math.fmod(now, window)
        local newer, newerEnd, older, olderEnd = 0, 0, 0, 0
        local left, longest, foreign
        local stored = call('GET', key)
        if stored then
          local differs
          local index, current, previous, own = string.match(stored, '^(%d+):(%d+):(%d+)/(%d+)$')
          if index then
            index, newer, older, own = number(index), number(current), number(previous), number(own, 1, 31536000000)
            if not (index and newer and older and own) or (index + 1) * own >= 4503599627370496 then {{Refuse}} end
            olderEnd, newerEnd, longest = index * own, index * own + own, 2 * own
            if own ~= window or olderEnd > now then
              differs = true
              olderEnd, newerEnd = ceildiv(olderEnd, window) * window, ceildiv(newerEnd, window) * window
              if olderEnd == newerEnd then newer, older = newer + older, 0 end
            end
          else
            {{Other}}
            newer, newerEnd, foreign, differs = units, start + window, longest, true
          end
          local most = floordiv(9007199254740991, window)
          newer, older = math.min(newer, most), math.min(older, most)
          if differs then
            longest = longest or foreign
            left = call('PTTL', key)
            if left < 0 or left > longest then
              call('PEXPIRE', key, string.format('%.0f', longest))
              left = longest
            elseif left == 0 then
              newer, older = 0, 0
            end
          end
        end
        local current, previous = 0, 0
        if newerEnd > start then current = newer elseif newerEnd == start then previous = newer end
        if olderEnd > start then current = current + older elseif olderEnd == start then previous = previous + older end
        local overlap = start + window - now
        local retry, reset = 0, 0
        local denied = previous * overlap + (current + cost) * window > limit * window
        if denied or cost == 0 then
          if newer > 0 and newerEnd > now - window then
            reset = newerEnd + window - now
          elseif older > 0 and olderEnd > now - window then
            reset = olderEnd + window - now
          end
          if denied then
            local free = limit - cost
            if newer <= free then
              retry = olderEnd + window - now - floordiv((free - newer) * window, older)
            else
              retry = newerEnd + window - now - floordiv(free * window, newer)
            end
          end
          if foreign then
            if denied then retry = left end
            if newer > 0 then reset = left end
          elseif left then
            retry, reset = math.min(retry, left), math.min(reset, left)
          elseif stored then
            left = call('PTTL', key)
            if left < 0 or left > longest then call('PEXPIRE', key, string.format('%.0f', longest)) end
          end
        else
          current = current + cost
          reset = window + overlap
          if not dry then
            call('SET', key, string.format('%.0f:%.0f:%.0f/%.0f', start / window, current, previous, window), 'PX', string.format('%.0f', reset))
          end
        end
        return {current + ceildiv(previous * overlap, window), retry, reset}
        """;

    /// <summary>Of <c>key, cost, burst, interval, scale</c>.</summary>
    internal const string TokenBucketBody = $$"""
        local time = call('TIME')
        local now = time[1] * 1000000 + time[2]
        local owed, ahead = 0, 0
        local left, longest
        local stored = call('GET', key)
        if stored then
          local most = floordiv(9007199254740991, interval) - 1
          local differs, constant
          local lacked, at, every, parts = string.match(stored, '^(%d+)@(%d+)/(%d+)/(%d+)$')
          if lacked then
            lacked, at, every, parts = number(lacked), number(at), number(every, 1), number(parts, 1, 4294967296)
            if not (lacked and at and every and parts) then {{Refuse}} end
            longest = math.max(1, ceildiv(lacked, parts * 1000))
            owed, ahead = lacked, math.max(0, at - now)
            differs = ahead > 0
            if every ~= interval or parts ~= scale then
              differs = true
              local whole = floordiv(lacked, every)
              owed = math.min(whole, most) * interval + math.ceil((lacked - whole * every) * interval / every)
            end
            local gone = math.max(0, now - at) * scale
            if gone >= owed then owed = 0 else owed = owed - gone end
          else
            local foreign
            local window = math.max(1, ceildiv(burst, scale * 1000))
            do
              {{Other}}
              owed, foreign = math.min(units, most) * interval, longest
            end
            longest, differs, constant = foreign, true, true
          end
          if differs then
            left = call('PTTL', key)
            if left < 0 or left > longest then
              call('PEXPIRE', key, string.format('%.0f', longest))
              left = longest
            elseif left == 0 then
              owed, left = 0, nil
            end
            if constant and left then ahead = left * 1000 end
          end
        end
        local denied = owed + cost - burst >= scale
        if cost > 0 and not denied then
          owed, left = owed + cost, nil
          if not dry then
            local life = string.format('%.0f', math.max(1, ceildiv(owed, scale * 1000)))
            call('SET', key, string.format('%.0f@%.0f/%.0f/%.0f', owed, now, interval, scale), 'PX', life)
          end
        elseif stored and not left then
          local ttl = call('PTTL', key)
          if ttl < 0 or ttl > longest then call('PEXPIRE', key, string.format('%.0f', longest)) end
        end
        if denied then owed = -1 - owed end
        if left then return {owed, ahead, left} end
        return owed
        """;

    /// <summary>Arguments: limit, window in ms, cost.</summary>
    public static readonly Script FixedWindow = new($"""
        local call, dry = redis.call, false
        local key, limit, window, cost = KEYS[1], ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0
        {Numbers}
        {FixedWindowBody}
        """);

    /// <summary>Arguments: limit, window in ms, cost.</summary>
    public static readonly Script SlidingWindow = new($"""
        local call, dry = redis.call, false
        local key, limit, window, cost = KEYS[1], ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0
        {Numbers}
        {SlidingWindowBody}
        """);

    /// <summary>
    /// Arguments: what the call takes and what the bucket holds, in parts of a µs of its filling; the parts that one unit takes, and,
    /// unless it is 1, how many make a µs.
    /// </summary>
    public static readonly Script TokenBucket = new($"""
        local call, dry = redis.call, false
        local key, cost, burst, interval, scale = KEYS[1], ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0, (ARGV[4] or 1) + 0
        {Numbers}
        {TokenBucketBody}
        """);
}
