using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>What the counters of this library have counted, by their tags in the order of their names.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Tags), long> _counts = new();

    public Counted()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Derp.Kv")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var text = string.Join(',', tags.ToArray().OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $"{tag.Key}={tag.Value}"));
            _counts.AddOrUpdate((instrument.Name, text), value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    public IEnumerable<string> Tags => _counts.Keys.Select(static key => key.Tags);

    public long Of(string name, string tags) => _counts.GetValueOrDefault((name, tags));

    public void Dispose() => _listener.Dispose();
}
