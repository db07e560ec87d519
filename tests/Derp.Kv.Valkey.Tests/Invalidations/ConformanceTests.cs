using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Glide;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Invalidations;

public sealed class ServerTagTests(SharedServer shared) : TagConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideTagTests(SharedServer shared) : TagConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class ClusterTagTests(SharedCluster shared) : TagConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class ServerInvalidationTests(SharedServer shared) : InvalidationConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideInvalidationTests(SharedServer shared) : InvalidationConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class ClusterInvalidationTests(SharedCluster shared) : InvalidationConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}

public sealed class ServerInvalidationRaceTests(SharedServer shared) : InvalidationRaceConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ClusterInvalidationRaceTests(SharedCluster shared) : InvalidationRaceConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
