using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Derp.Kv.Page.Figures;

/// <summary>
/// Listens to the library's meter while somebody looks, and keeps the last minute. Without a listener an instrument costs its caller one check of a field.
/// </summary>
internal sealed class Recorder : IDisposable
{
    // Names are those of methods, limits and routes. More would be a mistake of the application, which must not fill the memory.
    private const int MostRows = 2000;

    private readonly ConcurrentDictionary<(Group Group, string Name), Row> _rows = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly bool _hasBegun;
    private long _ticked;
    private int _ticks;

    public Recorder(TimeProvider time)
    {
        (_time, _ticked) = (time, time.GetTimestamp());
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.Meter && Instruments.Find(instrument.Name) is { } known)
                listener.EnableMeasurementEvents(instrument, known);
        };
        _listener.SetMeasurementEventCallback<long>(OnCount);
        _listener.SetMeasurementEventCallback<double>(OnDuration);
        _listener.Start();

        // Counters that are observed tell all since the process began: what they say first is where they begin.
        _listener.RecordObservableInstruments();
        _hasBegun = true;
    }

    public Lines Lines { get; } = new();

    public IEnumerable<(string Name, Row Row)> RowsOf(Group group) =>
        _rows.Where(row => row.Key.Group == group).Select(static row => (row.Key.Name, row.Value));

    /// <summary>To be called once a second, by one thread at a time.</summary>
    public void Tick()
    {
        _listener.RecordObservableInstruments();
        var now = _time.GetTimestamp();
        Lines.Advance(_time.GetElapsedTime(_ticked, now));
        _ticked = now;
        if (++_ticks % MinuteCounts.SecondsOfSlot != 0)
            return;
        foreach (var row in _rows.Values)
            row.Advance();
    }

    public void Dispose() => _listener.Dispose();

    private void OnCount(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not Instrumented known || !Counts(known, tags) || RowOf(known.Group, tags) is not { } row)
            return;
        if (instrument.IsObservable)
            count = row.Grow(count);
        if (_hasBegun)
            Count(row, known.Counts, count);
    }

    private void OnDuration(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not Instrumented known || RowOf(known.Group, tags) is not { } row)
            return;
        row.Add(known.Times, seconds);
        if (Counts(known, tags))
            Count(row, known.Counts, 1);
        if (known.Fails is { } fails && TextOf(tags, "error.type") is not null)
            Count(row, fails, 1);
    }

    private static bool Counts(Instrumented known, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        known.Only is not { } only || only.Values.Contains(TextOf(tags, only.Tag));

    private void Count(Row row, Figure figure, long count)
    {
        row.Add(figure, count);
        Lines.Add(figure, count);
    }

    private Row? RowOf(Group group, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (TextOf(tags, group == Group.Routes ? "route" : "method") is not { } name)
            return null;
        if (_rows.TryGetValue((group, name), out var row))
            return row;
        return _rows.Count < MostRows ? _rows.GetOrAdd((group, name), static _ => new Row()) : null;
    }

    private static string? TextOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
                return value as string;
        }

        return null;
    }
}
