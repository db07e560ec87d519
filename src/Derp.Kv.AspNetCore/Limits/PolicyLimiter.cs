using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.RateLimiting;
using Derp.Kv.Runtime;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// All partitions of one policy. The framework makes a limiter for each partition and tells it nothing of the request; here the partition,
/// its settings and the cost are those of each request, and no state is kept for a partition that a caller can make up.
/// </summary>
internal sealed class PolicyLimiter(KvRateLimitPolicy policy, Func<KvClient> client) : RateLimiter
{
    private readonly Lazy<KvClient> _client = new(client);

    // The framework chooses the partition and asks its limiter in one step, on one thread.
    [ThreadStatic]
    private static HttpContext? t_http;

    // Never idle: an idle limiter is disposed of.
    public override TimeSpan? IdleDuration => null;

    /// <summary>Says whose request the next call on this thread is about.</summary>
    public static void HandOver(HttpContext http) => t_http = http;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        t_http = null;
        return NotAskedLease.Instance;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var http = t_http ?? throw new InvalidOperationException($"The limiter of the policy \"{policy.Name}\" can only be asked by ASP.NET Core's rate limiter.");
        t_http = null;
        return AskAsync(http, permitCount, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RateLimitLease> AskAsync(HttpContext http, int permitCount, CancellationToken cancellationToken)
    {
        var partition = policy.PartitionBy.Of(http);
        var cost = policy.Cost?.Invoke(http) ?? 1;
        var request = LimitOf(http, partition) with { Cost = checked((long)cost * permitCount) };
        request.Validate();
        var key = KeyBuilder.Build(_client.Value, "derp:limiter:"u8, new LimiterKey(policy.Name, partition.Stored), suffix: CounterKey.SuffixOf(policy.Algorithm));

        var result = await _client.Value.LimitAsync(key, request, policy.OnUnavailable, policy.Name, cancellationToken).ConfigureAwait(false);
        LimitReport.Of(http).Note(policy.Name, request, result);
        return new KvRateLimitLease(policy.Name, result, permitCount: 1);
    }

    private PermitRequest LimitOf(HttpContext http, in PartitionKey partition)
    {
        if (policy.Settings?.Invoke(http, partition.Value) is { } settings)
            return new PermitRequest(settings.Limit, settings.Window, Algorithm: policy.Algorithm, Burst: settings.Burst ?? 0);
        return policy.Own ?? throw new InvalidOperationException($"The policy \"{policy.Name}\" has no limit of its own, and its {nameof(policy.Settings)} returned none.");
    }
}
