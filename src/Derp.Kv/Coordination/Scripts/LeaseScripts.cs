namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The steps of a lease, one script each. The lease's key holds its owner's token (16 bytes) and one byte more, or three; only the
/// 16 are compared, so that a waiter may mark the byte. Anything of another length is no lease.
/// </summary>
/// <remarks>
/// The step that ends a marked lease publishes the value's key, so that waiters need not poll. A notice is a hint: if the server
/// refuses to mark or to publish, the step itself must not fail, and waiters find out by polling.
/// <para>
/// Value and lease are two declared keys of one slot. Every step but the first acts only for the owner of the token:
/// an owner whose lease expired, was invalidated or has a new owner finds another token or none, and changes nothing.
/// </para>
/// </remarks>
internal static class LeaseScripts
{
    /// <summary>
    /// Keys: value, lease. Arguments: token, the lease's bytes, lifetime in ms, 1 to mark another's lease. Returns the
    /// value; 0 when granted; −1 when nothing is to be stored; else the remaining time in ms.
    /// </summary>
    /// <remarks>
    /// The value is read again here, so that one stored since the caller's own read is never computed twice. The same
    /// token is granted again, so that a command can be resent. A lease without an expiry, left by another program, is
    /// given one, or its key would never be computed.
    /// </remarks>
    public static readonly Script GetOrLease = new("""
        local value = redis.call('GET', KEYS[1])
        if value then return value end
        local held = redis.call('GET', KEYS[2])
        if held == 'S' then
          if redis.call('PTTL', KEYS[2]) > 0 then return -1 end
          held = false
        end
        if not held or (#held ~= 17 and #held ~= 19) then
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          return 0
        end
        if string.sub(held, 1, 16) == ARGV[1] then
          redis.call('PEXPIRE', KEYS[2], ARGV[3])
          return 0
        end
        local left = redis.call('PTTL', KEYS[2])
        if left < 0 then
          redis.call('PEXPIRE', KEYS[2], ARGV[3])
          left = tonumber(ARGV[3])
        end
        if ARGV[4] == '1' and string.byte(held, 17) ~= 1 then redis.pcall('SETRANGE', KEYS[2], 16, '\1') end
        return math.max(1, left)
        """);

    /// <summary>Keys: lease. Arguments: token, lifetime in ms. Returns 1 if the lease was the owner's.</summary>
    public static readonly Script Renew = new("""
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 16) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """);

    /// <summary>Keys: value, lease. Arguments: token, value, lifetime in ms, channel. Returns 1 if the lease was the owner's.</summary>
    /// <remarks>The value is written before the lease is deleted: a script that the server stops in between leaves a lease that expires.</remarks>
    public static readonly Script Commit = new("""
        local held = redis.call('GET', KEYS[2])
        if not held or string.sub(held, 1, 16) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        redis.call('UNLINK', KEYS[2])
        if string.byte(held, 17) == 1 then redis.pcall('PUBLISH', ARGV[4], KEYS[1]) end
        return 1
        """);

    /// <summary>
    /// The same for a value that stands under a third key: it is renamed, not copied. Keys: value, lease, staged value. Arguments: token, lifetime in ms,
    /// channel. Returns 1 if the lease was the owner's. Nothing has changed if it was and no value is staged, −1, or the user may not rename, −2.
    /// </summary>
    public static readonly Script CommitStaged = new("""
        local held = redis.call('GET', KEYS[2])
        if not held or string.sub(held, 1, 16) ~= ARGV[1] then
          redis.call('UNLINK', KEYS[3])
          return 0
        end
        if redis.call('PTTL', KEYS[3]) < 0 then return -1 end
        if redis.pcall('RENAME', KEYS[3], KEYS[1]).err then return -2 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('UNLINK', KEYS[2])
        if string.byte(held, 17) == 1 then redis.pcall('PUBLISH', ARGV[3], KEYS[1]) end
        return 1
        """);

    /// <summary>Keys: value, lease. Arguments: token, channel. Returns 1 if the lease was the owner's.</summary>
    public static readonly Script Release = new("""
        local held = redis.call('GET', KEYS[2])
        if not held or string.sub(held, 1, 16) ~= ARGV[1] then return 0 end
        redis.call('UNLINK', KEYS[2])
        if string.byte(held, 17) == 1 then redis.pcall('PUBLISH', ARGV[2], KEYS[1]) end
        return 1
        """);

    /// <summary>
    /// Keys: value, lease. Arguments: channel, channel of near caches, what is published there (nothing: not published), time in ms to store nothing
    /// for (0: none). Returns 1 if there was a value.
    /// </summary>
    /// <remarks>
    /// Both go in one step: a body that started before finds its lease gone and stores nothing. Near caches are told whether or not there
    /// was a value: they may have one that the server has evicted. For the time to store nothing, which is never shortened, <c>S</c> takes the place of a lease.
    /// </remarks>
    public static readonly Script Invalidate = new("""
        local held = redis.pcall('GET', KEYS[2])
        local settle = tonumber(ARGV[4])
        if held == 'S' then settle = math.max(settle, redis.call('PTTL', KEYS[2])) end
        if settle > 0 then
          redis.call('SET', KEYS[2], 'S', 'PX', string.format('%.0f', settle))
        else
          redis.call('UNLINK', KEYS[2])
        end
        local removed = redis.call('UNLINK', KEYS[1])
        if type(held) == 'string' and string.byte(held, 17) == 1 then redis.pcall('PUBLISH', ARGV[1], KEYS[1]) end
        if ARGV[3] ~= '' then redis.pcall('PUBLISH', ARGV[2], ARGV[3]) end
        return removed
        """);

    /// <summary>
    /// Keys: value, lease. Arguments: value, lifetime in ms, channel, channel of near caches, what is published there (nothing: not published).
    /// </summary>
    /// <remarks>Whoever computes the value meanwhile finds no lease and stores nothing. A time to store nothing is for bodies, and stays.</remarks>
    public static readonly Script Replace = new("""
        local held = redis.pcall('GET', KEYS[2])
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        if held ~= 'S' then redis.call('UNLINK', KEYS[2]) end
        if type(held) == 'string' and string.byte(held, 17) == 1 then redis.pcall('PUBLISH', ARGV[3], KEYS[1]) end
        if ARGV[5] ~= '' then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
        return 1
        """);
}
