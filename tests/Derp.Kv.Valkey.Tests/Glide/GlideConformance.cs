using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Glide;

// All of the client but the library: every suite, on a channel to a real server.
public sealed class GlideConformance(SharedServer shared) : KvClientConformance
{
    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(GlideClients.Of(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix }));

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
}

public sealed class GlideGuardedGetTests(SharedServer shared) : GuardedGetConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideIdempotencyTests(SharedServer shared) : IdempotencyConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideRateLimitTests(SharedServer shared) : RateLimitConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}

public sealed class GlideBatchTests(SharedServer shared) : BatchConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => GlideClients.ConnectAsync(shared.Endpoint);
}
