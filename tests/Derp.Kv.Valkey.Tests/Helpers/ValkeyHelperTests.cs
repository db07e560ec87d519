using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.Helpers;

public sealed class ValkeyGuardedGetTests(SharedServer shared) : GuardedGetConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyCachedMethodTests(SharedServer shared) : CachedMethodConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyRuntimeTypeTests(SharedServer shared) : RuntimeTypeConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyIdempotencyTests(SharedServer shared) : IdempotencyConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyRateLimitTests(SharedServer shared) : RateLimitConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyDisposalTests(SharedServer shared) : DisposalConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

public sealed class ValkeyBatchTests(SharedServer shared) : BatchConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}

internal static class ValkeyClients
{
    public static async ValueTask<KvClient> ConnectAsync(string endpoint, KvClientOptions? options = null)
    {
        var client = new StackExchangeRedisKvClient(endpoint, options ?? new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
        await client.ConnectAsync();
        return client;
    }
}
