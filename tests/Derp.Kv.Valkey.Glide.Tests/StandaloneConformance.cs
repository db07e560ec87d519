using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Glide.Tests;

public sealed class StandaloneConformance(SharedServer shared) : KvClientConformance
{
    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(Native.Client(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix }));

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
}

public sealed class StandaloneGuardedGetTests(SharedServer shared) : GuardedGetConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => Native.ConnectAsync(shared.Endpoint);
}

public sealed class StandaloneIdempotencyTests(SharedServer shared) : IdempotencyConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => Native.ConnectAsync(shared.Endpoint);
}

public sealed class StandaloneRateLimitTests(SharedServer shared) : RateLimitConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => Native.ConnectAsync(shared.Endpoint);
}
