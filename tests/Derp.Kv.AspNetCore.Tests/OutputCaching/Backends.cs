using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.AspNetCore.Tests.OutputCaching;

// The suite is the same for each backend.
public sealed class MemoryOutputCacheTests : OutputCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

/// <summary>Runs one after another, on the server that the tests share: it has one log of evictions.</summary>
[CollectionDefinition]
public sealed class SharedEvictions;

[Collection<SharedEvictions>]
public sealed class ServerOutputCacheTests(SharedServer server) : OutputCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) }));
}

public sealed class ClusterOutputCacheTests(SharedCluster cluster) : OutputCacheConformance
{
    protected override async ValueTask<KvClient> ConnectAsync() => new StackExchangeRedisKvClient((await cluster.StartedAsync()).Endpoints, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
}
