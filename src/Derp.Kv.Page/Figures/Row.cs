namespace Derp.Kv.Page.Figures;

/// <summary>What is counted of one method, limit or route in this process.</summary>
internal sealed class Row
{
    public static readonly int Width = Enum.GetValues<Figure>().Length;

    private readonly MinuteCounts _counts = new(Width);

    // Made by the first duration: most rows have none, or of one kind.
    private DurationBuckets? _bodies;
    private DurationBuckets? _waits;
    private long _observed;

    public void Add(Figure figure, long count) => _counts.Add((int)figure, count);

    public void Add(Times times, double seconds) =>
        LazyInitializer.EnsureInitialized(ref times == Times.Bodies ? ref _bodies : ref _waits, static () => new DurationBuckets()).Add(seconds);

    /// <summary>Takes the state of the row's one counter that is observed, and returns by how much it has grown.</summary>
    public long Grow(long total) => Math.Max(0, total - Interlocked.Exchange(ref _observed, total));

    public long Sum(Figure figure) => _counts.Sum((int)figure);

    /// <summary>Counts of the buckets; empty without a duration.</summary>
    public long[] Read(Times times) => (times == Times.Bodies ? _bodies : _waits)?.Read() ?? [];

    public void Advance()
    {
        _counts.Advance();
        _bodies?.Advance();
        _waits?.Advance();
    }
}
