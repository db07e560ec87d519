using Derp.Kv.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Memory;

public sealed class MemoryConformance : KvClientConformance
{
    private readonly FakeTimeProvider _time = new();

    protected override ValueTask<KvClient> CreateAsync(KvClientOptions options) =>
        new(new MemoryKvClient(new KvClientOptions { TimeProvider = _time, KeyPrefix = options.KeyPrefix }));

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }
}
