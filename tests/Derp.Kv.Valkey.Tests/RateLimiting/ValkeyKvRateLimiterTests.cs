using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

public sealed class ValkeyKvRateLimiterTests(SharedServer shared) : KvRateLimiterConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}
