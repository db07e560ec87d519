namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// The steps of a claim that somebody may wait for. A waiting call leaves a mark, a key of its own beside the record, which nobody but the
/// owner may change; the step that ends the claim finds the mark, and publishes the record's key on the channel that the mark names.
/// </summary>
/// <remarks>
/// The mark's key is made from the record's by the script itself, in its slot, and is not among the keys that are sent: an owner for whom
/// nobody waits sends no byte for it. A mark is a hint: if it cannot be left, read or published, the step itself must not fail, and waiters
/// find out by polling. A key with a stray brace has no such name, and its waiters poll. A mark begins with a zero byte, so that no other value
/// that happens to have its name is taken for one.
/// </remarks>
internal static class ClaimScripts
{
    private const string MarkOfKey = """
        local mark = false
        if not string.find(KEYS[1], '[{}]') then
          mark = '{' .. KEYS[1] .. '}%wait'
        elseif string.find(KEYS[1], '^[^{]*{[^}]+}') then
          mark = KEYS[1] .. '%wait'
        end

        """;

    private const string TellWaiters = """
        local channel = redis.pcall('GET', mark)
        if type(channel) == 'table' then return 2 end
        if channel and string.byte(channel) == 0 then
          redis.pcall('UNLINK', mark)
          redis.pcall('PUBLISH', string.sub(channel, 2), KEYS[1])
        end
        return 1
        """;

    /// <summary>
    /// Keys: record. Arguments: own record, its lifetime in ms, the mark (nothing: none is left). Returns nothing if the claim is granted; else
    /// the record there, and its remaining time in ms.
    /// </summary>
    /// <remarks>The mark ends with the claim that it is for; each poll renews it.</remarks>
    public static readonly Script ClaimOrWait = new($$"""
        local standing = redis.call('GET', KEYS[1])
        if not standing then
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return false
        end
        local left = redis.call('PTTL', KEYS[1])
        if ARGV[3] == '' or standing == ARGV[1] or string.byte(standing, 2) ~= 1 then return {standing, left} end
        {{MarkOfKey}}
        if mark then
          local life = left > 0 and left or ARGV[2]
          if not redis.pcall('SET', mark, ARGV[3], 'PX', life, 'NX') and redis.pcall('GET', mark) == ARGV[3] then redis.pcall('PEXPIRE', mark, life) end
        end
        return {standing, left}
        """);

    /// <summary>Keys: record. Arguments: own record, completed record, its lifetime in ms. Returns 0 if the record is not the owner's, 1 when done, and 2 when the user may not look for waiters.</summary>
    public static readonly Script Complete = new($$"""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        {{MarkOfKey}}
        if not mark then return 1 end
        {{TellWaiters}}
        """);

    /// <summary>Keys: record. Arguments: own record. Returns as <see cref="Complete"/>.</summary>
    public static readonly Script Release = new($$"""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('UNLINK', KEYS[1])
        {{MarkOfKey}}
        if not mark then return 1 end
        {{TellWaiters}}
        """);
}
