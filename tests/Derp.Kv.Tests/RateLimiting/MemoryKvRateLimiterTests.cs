using Derp.Kv.Conformance;

namespace Derp.Kv.Tests.RateLimiting;

public sealed class MemoryKvRateLimiterTests : KvRateLimiterConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}
