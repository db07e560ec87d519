using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Helpers;
using Derp.Kv.Valkey.Tests.Server;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

public sealed class ValkeyKvRateLimiterTests(SharedServer shared) : KvRateLimiterConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => ValkeyClients.ConnectAsync(shared.Endpoint);
}
