using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Glide;

// The same suites on a cluster, where the channel finds the node by the key as the library does.
public sealed class GlideClusterConformance(SharedCluster shared) : KvClientConformance
{
    // Expiry is precise to the server's clock and to ours; neither ticks in step with the other.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(5);

    protected override async ValueTask<KvClient> CreateAsync(KvClientOptions options)
    {
        var cluster = await shared.StartedAsync();
        return GlideClients.Of(cluster.Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix });
    }

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await Task.Delay(time + s_margin);

        // A starved server may still decide by the clock that it read before; with the next command it reads it anew.
        await Client.ExistsAsync(Key());
    }
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
