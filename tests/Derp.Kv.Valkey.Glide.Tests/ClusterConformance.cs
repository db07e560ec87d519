using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Glide.Tests;

// A cluster is started only where the library loads: without it there is nothing to do for one.
public sealed class ClusterConformance(SharedCluster shared) : KvClientConformance
{
    protected override async ValueTask<KvClient> CreateAsync(KvClientOptions options)
    {
        Native.SkipWithout();
        var cluster = await shared.StartedAsync();
        return Native.Client(cluster.Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix });
    }

    protected override bool NoticesMayRepeat => true;

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
}

public sealed class ClusterGuardedGetTests(SharedCluster shared) : GuardedGetConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await Native.ConnectAsync(shared);
}

public sealed class ClusterIdempotencyTests(SharedCluster shared) : IdempotencyConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await Native.ConnectAsync(shared);
}

public sealed class ClusterRateLimitTests(SharedCluster shared) : RateLimitConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await Native.ConnectAsync(shared);
}
