using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

public sealed class StackExchangeRedisConformance(SharedServer shared) : KvClientConformance
{
    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(new StackExchangeRedisKvClient(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = options.KeyPrefix }));

    protected override ValueTask PassAsync(TimeSpan time) => PassOnServerAsync(time);
}
