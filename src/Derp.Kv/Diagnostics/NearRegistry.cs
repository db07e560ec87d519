using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Derp.Kv.Near;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// The near caches that there are, and the methods that read them, for the instruments that show what they hold and how often
/// they answer: a hit itself must not call an instrument. Held weakly, as with <see cref="BreakerRegistry"/>.
/// </summary>
internal sealed class NearRegistry
{
    private readonly ConditionalWeakTable<NearCache, string> _caches = [];
    private readonly ConditionalWeakTable<NearHits, string> _hits = [];

    public NearRegistry(Meter meter)
    {
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.near.entries", () => Observe(static cache => cache.Count), "{entry}", "Entries of near caches."));
        Quietly.Get(() => meter.CreateObservableUpDownCounter("derp.kv.near.bytes", () => Observe(static cache => cache.Bytes), "By", "Memory that near caches take."));
        Quietly.Get(() => meter.CreateObservableCounter("derp.kv.near.voided", () => Observe(static cache => cache.Voided), "{stripe}", "Stripes of near caches whose entries were voided."));
        Quietly.Get(() => meter.CreateObservableCounter("derp.kv.near.hits", ObserveHits, "{call}", "Calls answered by a near cache."));
    }

    /// <param name="cache">The cache.</param>
    /// <param name="client">The name of its client.</param>
    public void Add(NearCache cache, string client) => _caches.Add(cache, client);

    public void Remove(NearCache cache) => _caches.Remove(cache);

    /// <param name="hits">The count.</param>
    /// <param name="method">The name of its method.</param>
    public void Add(NearHits hits, string method) => _hits.Add(hits, method);

    private Measurement<long>[] Observe(Func<NearCache, long> what) => SumsByName.Of(_caches, what, "client");

    private Measurement<long>[] ObserveHits() => SumsByName.Of(_hits, static hits => hits.Total, "method");
}
