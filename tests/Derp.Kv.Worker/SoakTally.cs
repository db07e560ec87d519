using System.Diagnostics.Metrics;

namespace Derp.Kv.Worker;

/// <summary>What the callers of one process counted.</summary>
internal sealed class SoakTally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal)
    {
        ["calls"] = 0,
        ["runs"] = 0,
        ["replays"] = 0,
        ["unavailable"] = 0,
        ["announced"] = 0,
        ["excused"] = 0,
        ["duplicates"] = 0,
        ["stale"] = 0,
        ["near_reads"] = 0,
        ["stale_beyond_t"] = 0,
        ["over"] = 0,
        ["surprises"] = 0,
    };

    public SoakTally()
    {
        // A result that could not be stored is announced by this counter, and a duplicate of it is none of ours.
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "derp.kv.idempotency.not_stored")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Add("announced", measurement));
        _listener.Start();
    }

    public void Add(string name, long count = 1)
    {
        lock (_counts)
            _counts[name] += count;
    }

    public void Dispose() => _listener.Dispose();

    public override string ToString()
    {
        lock (_counts)
            return string.Join(' ', _counts.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
    }
}
