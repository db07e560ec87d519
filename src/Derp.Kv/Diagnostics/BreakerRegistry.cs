using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// The circuit breakers that there are, for the instrument that shows how many are open. Held weakly: a client that was
/// forgotten, not disposed of, must not stay in memory or be reported for ever.
/// </summary>
internal sealed class BreakerRegistry
{
    private readonly ConditionalWeakTable<CircuitBreaker, string> _breakers = [];

    public BreakerRegistry(Meter meter) =>
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.breaker.open", Observe, "{client}", "Clients whose circuit breaker is open."));

    public void Add(CircuitBreaker breaker, string client) => _breakers.Add(breaker, client);

    public void Remove(CircuitBreaker breaker) => _breakers.Remove(breaker);

    // One measurement a kind of client; zero where none is open, so that a series falls when a breaker closes.
    private IEnumerable<Measurement<int>> Observe()
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (breaker, client) in _breakers)
            open[client] = open.GetValueOrDefault(client) + (breaker.IsOpen ? 1 : 0);
        return open.Select(static kind => new Measurement<int>(kind.Value, new KeyValuePair<string, object?>("client", kind.Key)));
    }
}
