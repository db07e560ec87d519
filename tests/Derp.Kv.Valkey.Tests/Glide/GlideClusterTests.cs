using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Glide;

// The same suites on a cluster, where the channel finds the node by the key as the library does.
public sealed class GlideClusterConformance(SharedCluster shared) : KvClientConformance
{
    protected override async ValueTask<KvClient> CreateAsync(KvClientOptions options)
    {
        var cluster = await shared.StartedAsync();
        return GlideClients.Of(cluster.Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix });
    }

    protected override bool NoticesMayRepeat => true;

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
}

public sealed class GlideClusterGuardedGetTests(SharedCluster shared) : GuardedGetConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await GlideClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class GlideClusterIdempotencyTests(SharedCluster shared) : IdempotencyConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await GlideClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class GlideClusterRateLimitTests(SharedCluster shared) : RateLimitConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await GlideClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class GlideClusterBatchTests(SharedCluster shared) : BatchConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await GlideClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
