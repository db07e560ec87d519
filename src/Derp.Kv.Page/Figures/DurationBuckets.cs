namespace Derp.Kv.Page.Figures;

/// <summary>
/// Durations of the last minute, counted in buckets each a fifth wider than the one before: a percentile is right within a tenth. From 10 µs to 120 s.
/// </summary>
internal sealed class DurationBuckets
{
    private const double First = 10e-6;
    private const double Growth = 1.2;

    /// <summary>How many there are: durations up to the first bound, those between bounds, and those above the last.</summary>
    public static readonly int Count = IndexOf(120) + 1;

    private readonly MinuteCounts _counts = new(Count);

    public void Add(double seconds) => _counts.Add(Math.Min(IndexOf(seconds), Count - 1), 1);

    public void Advance() => _counts.Advance();

    public long[] Read()
    {
        var counts = new long[Count];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = _counts.Sum(i);
        return counts;
    }

    /// <summary>The duration that this part of all does not exceed, in seconds; null without any.</summary>
    /// <param name="counts">Of the buckets.</param>
    /// <param name="part">0.95 for p95.</param>
    public static double? Percentile(ReadOnlySpan<long> counts, double part)
    {
        var all = 0L;
        foreach (var count in counts)
            all += count;
        if (all == 0)
            return null;

        var rank = (long)Math.Ceiling(all * part);
        var index = 0;
        for (var below = counts[0]; below < rank; below += counts[index])
            index++;

        // The middle of the bucket, as a ratio, to the microsecond.
        return index == 0 ? First : Math.Round(First * Math.Pow(Growth, index - 0.5), 6);
    }

    private static int IndexOf(double seconds) => seconds <= First ? 0 : (int)Math.Ceiling(Math.Log(seconds / First, Growth));
}
