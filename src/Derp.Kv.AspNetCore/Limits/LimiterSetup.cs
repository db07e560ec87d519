using System.Threading.RateLimiting;
using Derp.Kv.DependencyInjection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>Registers the policies with the framework's rate limiter, and answers what it rejects.</summary>
internal sealed class LimiterSetup(IServiceProvider services, IOptions<KvRateLimitingOptions> settings, Rejections rejections)
    : IConfigureOptions<RateLimiterOptions>, IPostConfigureOptions<RateLimiterOptions>
{
    /// <summary>Whether the application has a global limiter of its own, whose decisions have to be observed.</summary>
    public bool HasOtherGlobal { get; private set; }

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        foreach (var policy in settings.Value.Policies)
            options.AddPolicy(policy.Name, PolicyOf(policy));
    }

    public void PostConfigure(string? name, RateLimiterOptions options)
    {
        var first = options.OnRejected;
        options.OnRejected = (rejected, ct) => rejections.AnswerAsync(rejected, first, ct);

        // Ours stand first: the middleware tries all in turn without waiting before it asks, and ours end that before a limiter in the
        // process behind them is charged.
        var own = settings.Value.GlobalPolicies.Select(policy => PartitionedRateLimiter.Create<HttpContext, string>(PolicyOf(policy).GetPartition));
        HasOtherGlobal = options.GlobalLimiter is not null;
        PartitionedRateLimiter<HttpContext>[] all = options.GlobalLimiter is { } other ? [.. own, other] : [.. own];
        if (all.Length > 0)
            options.GlobalLimiter = all is [var one] ? one : PartitionedRateLimiter.CreateChained(all);
    }

    private FrameworkPolicy PolicyOf(KvRateLimitPolicy policy) => new(policy, () => RegisteredClients.Find(services, policy.Client), rejections);
}
