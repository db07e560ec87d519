using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Glide;

// All of the client but the library: every suite, on a channel to a real server.
public sealed class GlideConformance(SharedServer shared) : KvClientConformance
{
    // Expiry is precise to the server's clock and to ours; neither ticks in step with the other.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(5);

    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(GlideClients.Of(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix }));

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await Task.Delay(time + s_margin);

        // A starved server may still decide by the clock that it read before; with the next command it reads it anew.
        await Client.ExistsAsync(Key());
    }
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
