using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Glide;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Near;

public sealed class ServerNearTests(SharedServer shared) : NearConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideNearTests(SharedServer shared) : NearConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class ClusterNearTests(SharedCluster shared) : NearConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
