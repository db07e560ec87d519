using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// All circuit breakers, for the instrument that shows how many are open. Held weakly: a client that was
/// not disposed of must not stay in memory or be reported for ever.
/// </summary>
internal sealed class BreakerRegistry
{
    private readonly ConditionalWeakTable<CircuitBreaker, Kind> _breakers = [];

    public BreakerRegistry(Meter meter) =>
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.breaker.open", Observe, "{client}", "Clients whose circuit breaker is open."));

    /// <param name="breaker">The breaker.</param>
    /// <param name="client">The client's type.</param>
    /// <param name="operations">Which operations it guards.</param>
    public void Add(CircuitBreaker breaker, string client, string operations) => _breakers.Add(breaker, new(client, operations));

    public void Remove(CircuitBreaker breaker) => _breakers.Remove(breaker);

    // One measurement per kind of client; zero if none is open, so that a series falls when a breaker closes.
    private List<Measurement<int>> Observe()
    {
        var open = new Dictionary<Kind, int>();
        foreach (var (breaker, kind) in _breakers)
            open[kind] = open.GetValueOrDefault(kind) + (breaker.IsOpen ? 1 : 0);
        var measurements = new List<Measurement<int>>(open.Count);
        foreach (var (kind, count) in open)
            measurements.Add(new(count, new("client", kind.Client), new("operations", kind.Operations)));
        return measurements;
    }

    private sealed record Kind(string Client, string Operations);
}
