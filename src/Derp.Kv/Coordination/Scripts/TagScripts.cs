namespace Derp.Kv.Coordination.Scripts;

/// <summary>The steps of a tag: its key holds a random stamp of 8 bytes, or <c>S</c> while nothing with the tag is to be stored. Absent means that every value with the tag is invalid.</summary>
internal static class TagScripts
{
    /// <summary>
    /// Keys: tag. Arguments: a new stamp, the life that it needs in ms, the life that it is given. Returns what stands there, which is the new stamp if there was none.
    /// </summary>
    /// <remarks>What is neither was left by another program. A stamp that may end before the values that are stored with it is given a longer life; it is never shortened.</remarks>
    public static readonly Script Take = new("""
        local held = redis.pcall('GET', KEYS[1])
        if held == 'S' then return held end
        if type(held) == 'string' and #held == 8 then
          if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
          return held
        end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
        return ARGV[1]
        """);

    /// <summary>Keys: tag. Arguments: channel of near caches, what is published there (nothing: not published), time in ms to store nothing for (0: none).</summary>
    /// <remarks>The next body makes a new stamp. A time to store nothing is never shortened.</remarks>
    public static readonly Script Invalidate = new("""
        local settle = tonumber(ARGV[3])
        if redis.pcall('GET', KEYS[1]) == 'S' then settle = math.max(settle, redis.call('PTTL', KEYS[1])) end
        if settle > 0 then
          redis.call('SET', KEYS[1], 'S', 'PX', string.format('%.0f', settle))
        else
          redis.call('UNLINK', KEYS[1])
        end
        if ARGV[2] ~= '' then redis.pcall('PUBLISH', ARGV[1], ARGV[2]) end
        return 1
        """);
}
