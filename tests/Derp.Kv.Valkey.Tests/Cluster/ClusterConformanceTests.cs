using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Cluster;

// A cluster keeps every promise that one server does; the suites are the same.
public sealed class ClusterConformanceTests(SharedCluster shared) : KvClientConformance
{
    protected override async ValueTask<KvClient> CreateAsync(KvClientOptions options)
    {
        var cluster = await shared.StartedAsync();
        return new StackExchangeRedisKvClient(cluster.Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix });
    }

    protected override bool NoticesMayRepeat => true;

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
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

public sealed class ClusterBatchTests(SharedCluster shared) : BatchConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
