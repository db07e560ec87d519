using Derp.Kv.AspNetCore.Limits;
using Microsoft.OpenApi;

namespace Derp.Kv.AspNetCore.OpenApi.Parts;

/// <summary>An endpoint that policies limit. Their numbers are not told: they can differ for each caller, and the fields tell them.</summary>
internal static class LimitParts
{
    public static void Describe(OpenApiOperation operation, IReadOnlyList<KvRateLimitPolicy> policies, KvRateLimitFields fields)
    {
        operation.AddProblem(429, "A limit is reached (rate_limit_exceeded).").AddRetryAfter();
        if (policies.Any(static policy => policy.OnUnavailable != RateLimitUnavailable.Allow))
            operation.AddProblem(503, "A limit cannot be counted now (rate_limit_unavailable, store_unavailable).").AddRetryAfter();

        // A limit that denies is told as well as one that admits.
        if (fields.HasFlag(KvRateLimitFields.Draft))
        {
            operation.AddHeader(LimitFields.Policy, JsonSchemaType.String, "The limits: name, quota q, window w in seconds. A structured field.");
            operation.AddHeader(LimitFields.Limit, JsonSchemaType.String, "What is left: name, remaining r, seconds t until there is more. A structured field.");
        }

        if (fields.HasFlag(KvRateLimitFields.Legacy))
        {
            foreach (var (name, description) in LimitFields.LegacyNames)
                operation.AddHeader(name, JsonSchemaType.Integer, description);
        }
    }
}
