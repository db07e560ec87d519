namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The steps of a value that is renewed ahead of its expiry, or kept past it for a body that fails: those of <see cref="LeaseScripts"/>, with more
/// in the lease's key, whose bytes <see cref="Refreshes.KeyState"/> lists.
/// </summary>
/// <remarks>
/// A value is stored for longer than its lifetime, by a time that its owner names: while more is left than that, it is within its lifetime. So
/// the server's expiry of the value alone tells both zones.
/// </remarks>
internal static class RefreshScripts
{
    // None: 0, due: 1, expired: 2. A value without an expiry was left by another program.
    private const string Zone = """
        local function zone_of(key, stale)
          local left = redis.call('PTTL', key)
          if left == -2 then return 0, 0 end
          if left < 0 then return 1, math.huge end
          if left > stale then return 1, left - stale end
          return 2, left
        end
        """;

    // FailurePause has the same numbers.
    private const string Pause = """
        local function pause_after(failures) return math.min(1000 * 2 ^ (math.min(failures, 6) - 1), 30000) end
        """;

    /// <summary>
    /// Keys: value, lease. Arguments: token, lifetime of the lease in ms, 1 to mark another's lease, the first bytes of the value that the caller has
    /// seen (nothing: none), for how many ms that one is kept past its lifetime. Returns {kind, …}: 0 another value, 1 a fresh value, each with its bytes;
    /// 2 granted, with the zone; 3 held and 4 paused, each with the zone and the remaining ms; 5 nothing is to be stored.
    /// </summary>
    /// <remarks>The zone is that of the value that the caller has seen: only of that one it knows how long it is kept.</remarks>
    public static readonly Script GetOrLease = new($$"""
        {{Zone}}
        {{Pause}}
        local state = redis.call('GET', KEYS[2]) or ''
        if ARGV[4] == '' or state == 'F' or redis.call('GETRANGE', KEYS[1], 0, #ARGV[4] - 1) ~= ARGV[4] then
          local value = redis.call('GET', KEYS[1])
          if value then return {state == 'F' and 1 or 0, value} end
        end
        if state == 'S' and redis.call('PTTL', KEYS[2]) > 0 then return {5} end
        local zone, rest = zone_of(KEYS[1], tonumber(ARGV[5]))
        local failures, waited = 0, '\0'
        if #state == 17 or #state == 19 then
          if #state == 19 then failures = string.byte(state, 19) end
          if string.sub(state, 1, 16) ~= ARGV[1] then
            local left = redis.call('PTTL', KEYS[2])
            if left < 0 then
              redis.call('PEXPIRE', KEYS[2], ARGV[2])
              left = tonumber(ARGV[2])
            end
            if ARGV[3] == '1' and string.byte(state, 17) ~= 1 then redis.pcall('SETRANGE', KEYS[2], 16, '\1') end
            return {3, zone, math.max(1, left)}
          end
          waited = string.sub(state, 17, 17)
        elseif #state == 2 and string.byte(state) == 69 then
          local byte = string.byte(state, 2)
          failures = byte % 128
          if zone == (byte > 127 and 2 or 1) then
            local left = math.min(redis.call('PTTL', KEYS[2]) - pause_after(failures), rest)
            if left > 0 then return {4, zone, math.ceil(left)} end
          end
        end
        redis.call('SET', KEYS[2], ARGV[1] .. waited .. string.char(zone, failures), 'PX', ARGV[2])
        return {2, zone}
        """);

    /// <summary>Keys: lease, value. Arguments: token, lifetime in ms, for how many ms the value is kept past its lifetime. Returns 1 if the lease was the owner's.</summary>
    /// <remarks>The zone is written anew, so that readers see when the value has left its lifetime.</remarks>
    public static readonly Script Renew = new($$"""
        {{Zone}}
        local state = redis.call('GET', KEYS[1])
        if not state or string.sub(state, 1, 16) ~= ARGV[1] then return 0 end
        local zone = zone_of(KEYS[2], tonumber(ARGV[3]))
        if #state == 19 and string.byte(state, 18) ~= zone then redis.pcall('SETRANGE', KEYS[1], 17, string.char(zone)) end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """);

    /// <summary>Keys: value, lease. Arguments: token, value, lifetime in ms, of which it is fresh for so many ms, channel. Returns 1 if the lease was the owner's.</summary>
    public static readonly Script Commit = new("""
        local state = redis.call('GET', KEYS[2])
        if not state or string.sub(state, 1, 16) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        redis.call('SET', KEYS[2], 'F', 'PX', ARGV[4])
        if string.byte(state, 17) == 1 then redis.pcall('PUBLISH', ARGV[5], KEYS[1]) end
        return 1
        """);

    /// <summary>
    /// The same for a value that stands under a third key, as <see cref="LeaseScripts.CommitStaged"/>. Keys: value, lease, staged value. Arguments: token,
    /// lifetime in ms, of which it is fresh for so many ms, channel.
    /// </summary>
    public static readonly Script CommitStaged = new("""
        local state = redis.call('GET', KEYS[2])
        if not state or string.sub(state, 1, 16) ~= ARGV[1] then
          redis.call('UNLINK', KEYS[3])
          return 0
        end
        if redis.call('PTTL', KEYS[3]) < 0 then return -1 end
        if redis.pcall('RENAME', KEYS[3], KEYS[1]).err then return -2 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('SET', KEYS[2], 'F', 'PX', ARGV[3])
        if string.byte(state, 17) == 1 then redis.pcall('PUBLISH', ARGV[4], KEYS[1]) end
        return 1
        """);

    /// <summary>
    /// Keys: value, lease. Arguments: token, for how many ms the value is kept past its lifetime, the part of the pause to wait in thousandths, channel.
    /// Returns the pause in ms, at most until the value leaves its zone; 0 if there is no value to serve meanwhile, and the lease is released; −1 if the lease was not the owner's.
    /// </summary>
    public static readonly Script Fail = new($$"""
        {{Zone}}
        {{Pause}}
        local state = redis.call('GET', KEYS[2])
        if not state or string.sub(state, 1, 16) ~= ARGV[1] then return -1 end
        local zone, rest = zone_of(KEYS[1], tonumber(ARGV[2]))
        local pause = 0
        if zone == 0 then
          redis.call('UNLINK', KEYS[2])
        else
          local failures = math.min((#state == 19 and string.byte(state, 19) or 0) + 1, 127)
          local whole = pause_after(failures)
          pause = math.floor(whole * tonumber(ARGV[3]) / 1000)
          redis.call('SET', KEYS[2], 'E' .. string.char(failures + (zone == 2 and 128 or 0)), 'PX', string.format('%.0f', pause + whole))
        end
        if string.byte(state, 17) == 1 then redis.pcall('PUBLISH', ARGV[4], KEYS[1]) end
        return math.min(pause, rest)
        """);
}
