namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The limiter's scripts: one declared key, three numbers as decimal text in, as few numbers out as tell the decision. What
/// goes in and what comes out stands in <see cref="Permits.PermitProtocol"/>.
/// </summary>
/// <remarks>
/// A script that fails half-way is not rolled back, so each reads and checks everything before its first write, and
/// writes value and lifetime in one <c>SET … PX</c>. Lua counts in doubles: the caller bounds limit times window by
/// 2^53, stored numbers beyond it are refused, and divisions go through the remainder, which is exact. Numbers reach the key
/// through <c>%.0f</c>, because <c>tostring</c> keeps 14 digits only.
/// <para>
/// The server's one thread is what many callers wait for. An answer of five numbers takes it as long as one and a half commands, and
/// <c>tonumber</c> twice as long as <c>+ 0</c>, which is why they read as they do.
/// </para>
/// </remarks>
internal static class PermitScripts
{
    private const string Refuse =
        "return {err = 'BADCOUNTER the key holds something that is not a limiter\\'s counter of this algorithm'}";

    /// <summary>Arguments: limit, window in ms, cost.</summary>
    /// <remarks>
    /// A key in its last millisecond (<c>PTTL</c> 0) is taken as gone: the server drops it only in the next one, and a
    /// window that ends a millisecond late would make a liar of the wait it announced. The lifetime of a standing counter
    /// is touched only to heal one that would outlive its window.
    /// </remarks>
    public static readonly Script FixedWindow = new($$"""
        local key, call = KEYS[1], redis.call
        local limit, window, cost = ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0
        local count, left = 0, 0
        local stored = call('GET', key)
        if stored then
          if #stored > 16 or not string.find(stored, '^%d+$') then {{Refuse}} end
          count = stored + 0
          if count >= 9007199254740992 then {{Refuse}} end
          left = call('PTTL', key)
          if left < 0 or left > window then
            call('PEXPIRE', key, ARGV[2])
            left = window
          elseif left == 0 then
            count = 0
          end
        end
        local denied = count + cost > limit
        if cost > 0 and not denied then
          count = count + cost
          if left == 0 then
            call('SET', key, ARGV[3], 'PX', ARGV[2])
            left = window
          else
            call('INCRBY', key, ARGV[3])
          end
        end
        local both = count * (window + 1) + left
        if both < 9007199254740992 then
          if denied then return -1 - both end
          return both
        end
        if denied then count = -1 - count end
        return {count, left}
        """);

    /// <summary>Arguments: limit, window in ms, cost.</summary>
    /// <remarks>
    /// The server's clock numbers the windows; it stands still inside a script. A stored window that lies ahead of it means
    /// that the clock went back, or that the window was made longer: what was counted is taken for admitted just now, which
    /// can only admit less, and is written back even by a denied call, or it would stand still until that window came.
    /// </remarks>
    public static readonly Script SlidingWindow = new($$"""
        local key, call = KEYS[1], redis.call
        local limit, window, cost = ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0
        local function number(text)
          if not text or #text > 16 then return nil end
          local n = text + 0
          if n >= 9007199254740992 then return nil end
          return n
        end
        local function floordiv(a, b) return (a - math.fmod(a, b)) / b end
        local index, current, previous
        local stored = call('GET', key)
        if stored then
          local a, b, c = string.match(stored, '^(%d+):(%d+):(%d+)$')
          index, current, previous = number(a), number(b), number(c)
          if not (index and current and previous) then {{Refuse}} end
        end
        local time = call('TIME')
        local now = time[1] * 1000 + floordiv(time[2] + 0, 1000)
        local present = floordiv(now, window)
        local elapsed = now - present * window
        local ahead = false
        if not index or index < present - 1 then
          index, current, previous = present, 0, 0
        elseif index == present - 1 then
          index, current, previous = present, 0, current
        elseif index > present then
          index, current, previous = present, math.min(current + previous, 9007199254740991), 0
          ahead = true
        end
        local overlap = window - elapsed
        local weighted = floordiv(previous * overlap + window - 1, window)
        local retry = 0
        if previous * overlap + (current + cost) * window <= limit * window then
          current = current + cost
        else
          local free = limit - cost
          if current <= free then
            retry = overlap - floordiv((free - current) * window, previous)
          else
            retry = overlap + window - floordiv(free * window, current)
          end
        end
        if (retry == 0 and cost > 0) or ahead then
          call('SET', key, string.format('%.0f:%.0f:%.0f', index, current, previous), 'PX', string.format('%.0f', window + overlap))
        elseif stored then
          local left = call('PTTL', key)
          if left < 0 or left > 2 * window then call('PEXPIRE', key, string.format('%.0f', window + overlap)) end
        end
        local reset = 0
        if current > 0 then reset = window + overlap elseif previous > 0 then reset = overlap end
        return {current + weighted, retry, reset}
        """);

    /// <summary>Arguments: what the call takes and what the bucket holds, in µs of its filling; twice the window, in ms.</summary>
    /// <remarks>
    /// The stored time is never taken further ahead than a full bucket; where it is, even a denied call writes it back, or a
    /// clock set back (or a lowered limit) would deny for the whole difference.
    /// </remarks>
    public static readonly Script TokenBucket = new($$"""
        local key, call = KEYS[1], redis.call
        local cost, burst = ARGV[1] + 0, ARGV[2] + 0
        local stored = call('GET', key)
        local time = call('TIME')
        local now = time[1] * 1000000 + time[2]
        local ahead = 0
        if stored then
          if #stored > 16 or not string.find(stored, '^%d+$') then {{Refuse}} end
          local arrival = stored + 0
          if arrival >= 9007199254740992 then {{Refuse}} end
          ahead = arrival - now
        end
        local owed = math.max(0, math.min(ahead, burst))
        local denied = owed + cost > burst
        local write = owed < ahead or (cost > 0 and not denied)
        if not denied then owed = owed + cost end
        if write or stored then
          local life = string.format('%.0f', math.max(1, (owed + 999 - math.fmod(owed + 999, 1000)) / 1000))
          if write then
            call('SET', key, string.format('%.0f', now + owed), 'PX', life)
          else
            local left = call('PTTL', key)
            if left < 0 or left > ARGV[3] + 0 then call('PEXPIRE', key, life) end
          end
        end
        if denied then return -1 - owed end
        return owed
        """);
}
