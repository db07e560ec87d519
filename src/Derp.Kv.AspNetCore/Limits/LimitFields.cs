using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// The fields that tell limits, of draft-ietf-httpapi-ratelimit-headers-10 and before. A limit that was not counted was not in force, and
/// is not told.
/// </summary>
internal static class LimitFields
{
    public const string Limit = "RateLimit";
    public const string Policy = "RateLimit-Policy";

    // A thread writes one answer's fields at a time, without waiting in between.
    [ThreadStatic]
    private static StringBuilder? t_policies;

    [ThreadStatic]
    private static StringBuilder? t_limits;

    private static readonly string[] s_legacyPrefixes = ["RateLimit-", "X-RateLimit-"];

    /// <summary>With what they tell.</summary>
    public static IEnumerable<(string Name, string Description)> LegacyNames => s_legacyPrefixes.SelectMany(static prefix => new[]
    {
        (prefix + "Limit", "The quota of the limit with the least left."),
        (prefix + "Remaining", "What is left of it."),
        (prefix + "Reset", "Seconds until there is more."),
    });

    public static void Write(IHeaderDictionary headers, ReadOnlySpan<LimitDecision> decisions, KvRateLimitFields fields, TimeProvider time)
    {
        var wait = SettleRetryAfter(headers, decisions, time);
        if (fields.HasFlag(KvRateLimitFields.Draft))
            WriteDraft(headers, decisions, wait);
        if (fields.HasFlag(KvRateLimitFields.Legacy) && LeastOf(decisions) is { } least)
            WriteLegacy(headers, least);
    }

    private static void WriteDraft(IHeaderDictionary headers, ReadOnlySpan<LimitDecision> decisions, long? wait)
    {
        var policies = (t_policies ??= new()).Clear();
        var limits = (t_limits ??= new()).Clear();
        foreach (ref readonly var decision in decisions)
        {
            if (!decision.Result.Counted)
                continue;
            Next(policies).Append(PolicyText.Of(decision));
            AppendLimit(Next(limits), decision, wait);
        }

        if (policies.Length == 0)
            return;
        headers[Policy] = decisions.Length == 1 ? PolicyText.Of(decisions[0]) : policies.ToString();
        headers[Limit] = limits.ToString();
    }

    private static StringBuilder Next(StringBuilder list) => list.Length == 0 ? list : list.Append(", ");

    // Where the caller is told when to come back, no limit says later.
    private static void AppendLimit(StringBuilder list, in LimitDecision decision, long? wait)
    {
        list.AppendString(decision.Name).AppendParameter('r', decision.Result.Remaining);
        if (wait is null || decision.ResetSeconds <= wait)
            list.AppendParameter('t', decision.ResetSeconds);
    }

    /// <summary>The seconds of <c>Retry-After</c>, if the answer has one; put off until no limit that is used up would refuse the caller again.</summary>
    private static long? SettleRetryAfter(IHeaderDictionary headers, ReadOnlySpan<LimitDecision> decisions, TimeProvider time)
    {
        if (StringValues.IsNullOrEmpty(headers.RetryAfter) || !RetryConditionHeaderValue.TryParse(headers.RetryAfter, out var given))
            return null;
        if (given.Delta is not { } delta)
            return Math.Max(0, LimitDecision.CeilingSeconds(given.Date.GetValueOrDefault() - time.GetUtcNow()));

        var told = LimitDecision.CeilingSeconds(delta);
        var wait = told;
        foreach (var decision in decisions)
        {
            if (decision is { Result: { Counted: true, Remaining: 0 }, IsResetExact: true })
                wait = Math.Max(wait, decision.ResetSeconds);
        }

        if (wait > told)
            headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return wait;
    }

    private static LimitDecision? LeastOf(ReadOnlySpan<LimitDecision> decisions)
    {
        LimitDecision? least = null;
        foreach (var decision in decisions)
        {
            if (decision.Result.Counted && (least is not { } other || IsLess(decision.Result, other.Result)))
                least = decision;
        }

        return least;
    }

    private static bool IsLess(in RateLimitResult result, in RateLimitResult other) =>
        result.Allowed == other.Allowed ? result.Remaining < other.Remaining : !result.Allowed;

    private static void WriteLegacy(IHeaderDictionary headers, in LimitDecision decision)
    {
        foreach (var prefix in s_legacyPrefixes)
        {
            headers[prefix + "Limit"] = decision.Result.Limit.ToString(CultureInfo.InvariantCulture);
            headers[prefix + "Remaining"] = decision.Result.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[prefix + "Reset"] = decision.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        }
    }
}
