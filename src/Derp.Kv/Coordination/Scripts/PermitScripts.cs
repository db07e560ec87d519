namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The limiter's scripts: one declared key, numbers as decimal text in, five integers out: allowed, count, remaining,
/// and retry and reset in microseconds (<see cref="Permits.PermitDecision"/>).
/// </summary>
/// <remarks>
/// A script that fails half-way is not rolled back, so each reads and checks everything before its first write, and
/// writes value and lifetime in one <c>SET … PX</c>. Lua counts in doubles: the caller bounds limit times window by
/// 2^53, stored numbers beyond it are refused, and divisions go through <c>fmod</c>, which is exact. Numbers reach the key
/// through <c>%.0f</c>, because <c>tostring</c> keeps 14 digits only.
/// </remarks>
internal static class PermitScripts
{
    private const string Refuse =
        "return {err = 'BADCOUNTER the key holds something that is not a limiter\\'s counter of this algorithm'}";

    private const string Number = """
        local function number(text)
          if not text or #text > 16 or not string.find(text, '^%d+$') then return nil end
          local n = tonumber(text)
          if n >= 9007199254740992 then return nil end
          return n
        end
        local function floordiv(a, b) return (a - math.fmod(a, b)) / b end
        local key = KEYS[1]
        local limit, window, cost, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local stored = redis.call('GET', key)

        """;

    /// <summary>Arguments: limit, window in ms, cost, capacity (not used).</summary>
    /// <remarks>
    /// A key in its last millisecond (<c>PTTL</c> 0) is taken as gone: the server drops it only in the next one, and a
    /// window that ends a millisecond late would make a liar of the wait it announced. The lifetime of a standing counter
    /// is touched only to heal one that would outlive its window.
    /// </remarks>
    public const string FixedWindow = $$"""
        local key, window = KEYS[1], tonumber(ARGV[2])
        local limit, cost = tonumber(ARGV[1]), tonumber(ARGV[3])
        local current, left = 0, 0
        local stored = redis.call('GET', key)
        if stored then
          current = #stored <= 16 and string.find(stored, '^%d+$') and tonumber(stored)
          if not current or current >= 9007199254740992 then {{Refuse}} end
          left = redis.call('PTTL', key)
          if left < 0 or left > window then
            redis.call('PEXPIRE', key, ARGV[2])
            left = window
          elseif left == 0 then
            current = 0
          end
        end
        if current + cost > limit then
          return {0, current, math.max(0, limit - current), left * 1000, left * 1000}
        end
        if cost > 0 then
          if left == 0 then
            redis.call('SET', key, ARGV[3], 'PX', ARGV[2])
            left = window
          else
            redis.call('INCRBY', key, ARGV[3])
          end
        end
        return {1, current + cost, limit - current - cost, 0, left * 1000}
        """;

    /// <summary>Arguments: limit, window in ms, cost, capacity (not used).</summary>
    /// <remarks>
    /// The server's clock numbers the windows; it stands still inside a script. A stored window that lies ahead of it means
    /// that the clock went back, or that the window was made longer: what was counted is taken for admitted just now, which
    /// can only admit less, and is written back even by a denied call, or it would stand still until that window came.
    /// </remarks>
    public const string SlidingWindow = Number + $$"""
        local index, current, previous
        if stored then
          local a, b, c = string.match(stored, '^(%d+):(%d+):(%d+)$')
          index, current, previous = number(a), number(b), number(c)
          if not (index and current and previous) then {{Refuse}} end
        end
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + floordiv(tonumber(time[2]), 1000)
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
        local life = string.format('%.0f', 2 * window - elapsed)
        local overlap = window - elapsed
        local weighted = floordiv(previous * overlap + window - 1, window)
        local allowed, retry = 1, 0
        if previous * overlap + (current + cost) * window <= limit * window then
          current = current + cost
        else
          allowed = 0
          local free = limit - cost
          if current <= free then
            retry = overlap - floordiv((free - current) * window, previous)
          else
            retry = overlap + window - floordiv(free * window, current)
          end
        end
        if (allowed == 1 and cost > 0) or ahead then
          redis.call('SET', key, string.format('%.0f:%.0f:%.0f', index, current, previous), 'PX', life)
        elseif stored then
          local left = redis.call('PTTL', key)
          if left < 0 or left > 2 * window then redis.call('PEXPIRE', key, life) end
        end
        local reset = 0
        if current > 0 then reset = window + overlap elseif previous > 0 then reset = overlap end
        local used = current + weighted
        return {allowed, used, math.max(0, limit - used), retry * 1000, reset * 1000}
        """;

    /// <summary>Arguments: limit, window in ms, cost, capacity.</summary>
    /// <remarks>
    /// The stored time is never taken further ahead than a full bucket; where it is, even a denied call writes it back, or a
    /// clock set back (or a lowered limit) would deny for the whole difference.
    /// </remarks>
    public const string TokenBucket = Number + $$"""
        local arrival
        if stored then
          arrival = number(stored)
          if not arrival then {{Refuse}} end
        end
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local interval = floordiv(window * 1000 + limit - 1, limit)
        local tolerance = burst * interval
        local present = math.min(math.max(arrival or now, now), now + tolerance)
        local next = present + cost * interval
        local wait = next - tolerance - now
        local allowed = 1
        if wait > 0 then
          allowed = 0
          next = present
        else
          wait = 0
        end
        local life = string.format('%.0f', math.max(1, floordiv(next - now + 999, 1000)))
        if (allowed == 1 and cost > 0) or (arrival and arrival > present) then
          redis.call('SET', key, string.format('%.0f', next), 'PX', life)
        elseif stored then
          local left = redis.call('PTTL', key)
          if left < 0 or left > 2 * window then redis.call('PEXPIRE', key, life) end
        end
        local remaining = floordiv(tolerance - (next - now), interval)
        return {allowed, burst - remaining, remaining, wait, next - now}
        """;
}
