namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// Several limits in one decision: each is first asked without a write, and the call is counted only if all admit it. The server's
/// clock does not advance inside a script, so that both answers of a limit agree.
/// </summary>
/// <remarks>
/// A key for each limit, all in one slot; for each five arguments, the algorithm's number and those of its own script, zeros behind
/// them. Returns for each limit the number of integers that its own script would return, and these.
/// </remarks>
internal static class ManyPermitsScript
{
    /// <summary>Arguments of one limit.</summary>
    public const int Arguments = 5;

    public static readonly Script Acquire = new($$"""
        local call = redis.call
        {{PermitScripts.Numbers}}
        local function fixed(key, limit, window, cost, dry)
        {{PermitScripts.FixedWindowBody}}
        end
        local function sliding(key, limit, window, cost, dry)
        {{PermitScripts.SlidingWindowBody}}
        end
        local function bucket(key, cost, burst, interval, scale, dry)
        {{PermitScripts.TokenBucketBody}}
        end
        local function ask(i, dry)
          local at = i * 5 - 4
          local kind, a, b, c, d = ARGV[at], ARGV[at + 1] + 0, ARGV[at + 2] + 0, ARGV[at + 3] + 0, ARGV[at + 4] + 0
          if kind == '1' then return sliding(KEYS[i], a, b, c, dry), true end
          if kind == '2' then return bucket(KEYS[i], a, b, c, math.max(1, d), dry) end
          return fixed(KEYS[i], a, b, c, dry)
        end
        local answers, denied
        for _, dry in ipairs({true, false}) do
          if not dry and denied then break end
          answers = {}
          for i = 1, #KEYS do
            local answer, isSliding = ask(i, dry)
            if type(answer) ~= 'table' then answer = {answer} end
            if answer.err then return answer end
            if isSliding then denied = denied or answer[2] > 0 else denied = denied or answer[1] < 0 end
            answers[#answers + 1] = #answer
            for _, n in ipairs(answer) do answers[#answers + 1] = n end
          end
        end
        return answers
        """);
}
