namespace Derp.Kv.Page.Figures;

/// <summary>What is counted of one method, limit or route in this process.</summary>
internal sealed class Row
{
    public static readonly int Width = Enum.GetValues<Figure>().Length;

    private readonly MinuteCounts _counts = new(Width);
    private long _observed = -1;

    public DurationBuckets Bodies { get; } = new();

    public DurationBuckets Waits { get; } = new();

    public void Add(Figure figure, long count) => _counts.Add((int)figure, count);

    /// <summary>Takes the state of a counter that is observed, and returns what it has grown by. The first is where it begins.</summary>
    public long Observe(Figure figure, long total)
    {
        var before = Interlocked.Exchange(ref _observed, total);
        var grown = before < 0 ? 0 : Math.Max(0, total - before);
        if (grown > 0)
            Add(figure, grown);
        return grown;
    }

    public long Sum(Figure figure) => _counts.Sum((int)figure);

    public void Advance()
    {
        _counts.Advance();
        Bodies.Advance();
        Waits.Advance();
    }
}
