using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>A policy as the framework's rate limiter knows it: one partition, whose limiter looks at each request itself.</summary>
internal sealed class FrameworkPolicy : IRateLimiterPolicy<string>
{
    private readonly RateLimitPartition<string> _partition;

    public FrameworkPolicy(KvRateLimitPolicy policy, Func<KvClient> client, Rejections rejections)
    {
        var limiter = new PolicyLimiter(policy, client);
        _partition = new(policy.Name, _ => limiter);
        if (policy.OnRejected is { } first)
            OnRejected = (rejected, ct) => rejections.AnswerAsync(rejected, first, ct);
    }

    /// <summary>Null: the framework calls that of its options, which answers all other rejections.</summary>
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; }

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        PolicyLimiter.HandOver(httpContext);
        return _partition;
    }
}
