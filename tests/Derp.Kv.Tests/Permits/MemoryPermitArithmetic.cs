using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Permits;

public sealed class MemoryPermitArithmetic : PermitArithmeticConformance, IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;
    private TimeSpan _now;

    public MemoryPermitArithmetic() => _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    protected override ValueTask<RateLimitResult> AcquireAsync(string counter, TimeSpan at, PermitRequest request)
    {
        _time.Advance(at - _now);
        _now = at;
        return _client.AcquirePermitAsync(Encoding.UTF8.GetBytes(counter), request);
    }
}
