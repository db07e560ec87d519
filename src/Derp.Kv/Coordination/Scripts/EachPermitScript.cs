namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// Several calls in one command, each decided for itself and in order: a later call of a key sees what an earlier one has counted. A call
/// that fails, such as one whose key holds something else, does not affect the others.
/// </summary>
/// <remarks>
/// A key for each call. The first argument is the number of distinct settings; for each of them follow five arguments as in
/// <see cref="ManyPermitsScript"/>; if there are several, the number of its settings follows for each call, from 0.
/// Returns for each call what its own script would return, or the text of its error.
/// </remarks>
internal static class EachPermitScript
{
    public static readonly Script Acquire = new($$"""
        local call, dry, clock = redis.call, false, nil
        {{PermitScripts.Numbers}}
        local function fixed(key, limit, window, cost)
        {{PermitScripts.FixedWindowBody}}
        end
        local function sliding(key, limit, window, cost)
        {{WithOneClock(PermitScripts.SlidingWindowBody)}}
        end
        local function bucket(key, cost, burst, interval, scale)
        {{WithOneClock(PermitScripts.TokenBucketBody)}}
        end
        local deciders = {['0'] = fixed, ['1'] = sliding, ['2'] = bucket}
        local several = ARGV[1] + 0
        local settings = {}
        for i = 0, several - 1 do
          local at = i * 5 + 2
          settings[i] = {deciders[ARGV[at]], ARGV[at + 1] + 0, ARGV[at + 2] + 0, ARGV[at + 3] + 0, math.max(1, ARGV[at + 4] + 0)}
        end
        local own = settings[0]
        local answers = {}
        for i = 1, #KEYS do
          if several > 1 then own = settings[ARGV[several * 5 + 1 + i] + 0] end
          local ran, answer = pcall(own[1], KEYS[i], own[2], own[3], own[4], own[5])
          if type(answer) == 'table' then answer = answer.err or answer end
          if not ran and type(answer) ~= 'string' then answer = 'ERR' end
          answers[i] = answer
        end
        return answers
        """);

    // The server's clock does not advance inside a script, and is asked once.
    private static string WithOneClock(string body) => body.Replace("local time = call('TIME')", "clock = clock or call('TIME')\nlocal time = clock", StringComparison.Ordinal);
}
