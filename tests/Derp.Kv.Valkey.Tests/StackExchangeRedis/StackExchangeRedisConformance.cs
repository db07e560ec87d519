using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

public sealed class StackExchangeRedisConformance(SharedServer shared) : KvClientConformance
{
    // Expiry is precise to the server's clock and to ours; neither ticks in step with the other.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(5);

    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(new StackExchangeRedisKvClient(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix }));

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await Task.Delay(time + s_margin);

        // A starved server may still decide by the clock that it read before; with the next command it reads it anew.
        await Client.ExistsAsync(Key());
    }
}
