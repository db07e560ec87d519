using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Glide;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Refreshes;

public sealed class ServerRefreshTests(SharedServer shared) : RefreshConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideRefreshTests(SharedServer shared) : RefreshConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class ClusterRefreshTests(SharedCluster shared) : RefreshConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => await ValkeyClients.ConnectAsync((await shared.StartedAsync()).Endpoints);
}
