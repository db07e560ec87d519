using Derp.Kv.Conformance;
using Derp.Kv.Hybrid.Tests.Distributed;
using Derp.Kv.Hybrid.Tests.Hybrid;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Hybrid.Tests;

// The suites are the same for each backend.
internal static class Backends
{
    private static readonly KvClientOptions s_options = new() { OperationTimeout = TimeSpan.FromSeconds(20) };

    public static KvClient On(string endpoints) => new StackExchangeRedisKvClient(endpoints, s_options);

    public static async ValueTask<KvClient> OnAsync(SharedCluster cluster) => On((await cluster.StartedAsync()).Endpoints);
}

public sealed class MemoryHybridCacheTests : HybridCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class ServerHybridCacheTests(SharedServer server) : HybridCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(Backends.On(server.Endpoint));
}

public sealed class ClusterHybridCacheTests(SharedCluster cluster) : HybridCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => Backends.OnAsync(cluster);
}

public sealed class MemoryDistributedCacheTests : DistributedCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class ServerDistributedCacheTests(SharedServer server) : DistributedCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(Backends.On(server.Endpoint));
}

public sealed class ClusterDistributedCacheTests(SharedCluster cluster) : DistributedCacheConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => Backends.OnAsync(cluster);
}
