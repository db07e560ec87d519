using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Cluster;

// A cluster keeps every promise that one server does; the suites are the same.
public sealed class ClusterConformanceTests(SharedCluster shared) : KvClientConformance
{
    // Expiry is precise to the server's clock and to ours; neither ticks in step with the other.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(5);

    protected override async ValueTask<KvClient> CreateAsync(KvClientOptions options)
    {
        var cluster = await shared.StartedAsync();
        return new StackExchangeRedisKvClient(cluster.Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix });
    }

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await Task.Delay(time + s_margin);

        // A starved server may still decide by the clock that it read before; with the next command it reads it anew.
        await Client.ExistsAsync(Key());
    }
}

public sealed class ClusterGuardedGetTests(SharedCluster shared) : GuardedGetConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class ClusterIdempotencyTests(SharedCluster shared) : IdempotencyConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class ClusterRateLimitTests(SharedCluster shared) : RateLimitConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
