using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Diagnostics;

/// <summary>The clients that there are, for the instruments that show what they do now. Held weakly, as with <see cref="BreakerRegistry"/>.</summary>
internal sealed class ClientRegistry
{
    private readonly ConditionalWeakTable<KvClient, string> _clients = [];

    public ClientRegistry(Meter meter)
    {
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.cache.flights", () => Observe(static client => client.Flights.Running.Count), "{flight}", "Shared runs under way."));
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.cache.leases", () => Observe(static client => client.Flights.Leases.Count), "{lease}", "Leases that clients hold."));
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.idempotency.claims", () => Observe(static client => client.Gate.Claims.Count), "{claim}", "Claims that clients hold."));
    }

    public void Add(KvClient client) => _clients.Add(client, client.MetricName);

    public void Remove(KvClient client) => _clients.Remove(client);

    private Measurement<long>[] Observe(Func<KvClient, long> what) => SumsByName.Of(_clients, what, "client");
}
