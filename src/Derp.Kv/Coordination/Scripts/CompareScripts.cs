namespace Derp.Kv.Coordination.Scripts;

/// <summary>Compare and change in one step: no other command runs on the server during a script.</summary>
/// <remarks>
/// Lua strings are any bytes and compare as such. A missing key reads as <c>false</c>, which equals no string, so an empty
/// expectation does not match it. Each returns 1 when it changed something, else 0.
/// </remarks>
internal static class CompareScripts
{
    /// <summary>Arguments: expected, value, expiry in ms or nothing. One write, with its expiry.</summary>
    public static readonly Script Set = new("""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if ARGV[3] == '' then
          redis.call('SET', KEYS[1], ARGV[2])
        else
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        end
        return 1
        """);

    /// <summary>Arguments: expected.</summary>
    public static readonly Script Delete = new("""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('UNLINK', KEYS[1])
        return 1
        """);

    /// <summary>Arguments: expected, lifetime in ms.</summary>
    public static readonly Script Expire = new("""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """);
}
