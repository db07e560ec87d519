using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>
/// What the meter says of one method. Tests run side by side and share the meter, so each listens for a name of its own.
/// </summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<Measurement> _measurements = [];
    private readonly KeyValuePair<string, object?> _filter;

    internal sealed record Measurement(string Name, double Value, bool IsDuration, string[] Tags)
    {
        public override string ToString() => Tags is [] ? Name : $"{Name}({string.Join(", ", Tags)})";
    }

    public MetricRecorder(string method, string tag = "method")
    {
        _filter = new(tag, method);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == KvMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<Measurement> All
    {
        get
        {
            lock (_measurements)
                return [.. _measurements];
        }
    }

    /// <summary>The counters' increments, without the common prefix and the filtered tag, sorted.</summary>
    public IReadOnlyList<string> Counts =>
        [.. All.Where(static m => !m.IsDuration).SelectMany(static m => Enumerable.Repeat($"{m}", (int)m.Value)).Order(StringComparer.Ordinal)];

    /// <summary>The durations, in seconds.</summary>
    public IReadOnlyList<(string Name, double Seconds)> Durations =>
        [.. All.Where(static m => m.IsDuration).Select(static m => ($"{m}", m.Value))];

    /// <summary>Asks the observable instruments.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (mine, others) = (false, new List<string>());
        foreach (var tag in tags)
        {
            if (tag.Key == _filter.Key && Equals(tag.Value, _filter.Value))
                mine = true;
            else
                others.Add($"{tag.Key}={tag.Value}");
        }

        if (!mine)
            return;
        lock (_measurements)
            _measurements.Add(new(instrument.Name["derp.kv.".Length..], value, instrument.Unit == "s", [.. others]));
    }
}
