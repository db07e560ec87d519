using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>One method, limit or route in all processes.</summary>
internal sealed class RowSum
{
    private readonly long[] _counts = new long[Row.Width];
    private readonly long[] _bodies = new long[DurationBuckets.Count];
    private readonly long[] _waits = new long[DurationBuckets.Count];

    public RowSum(string name, IEnumerable<RowSnapshot> rows)
    {
        Name = name;
        foreach (var row in rows)
        {
            for (var i = 0; i < Math.Min(_counts.Length, row.Counts.Length); i++)
                _counts[i] += row.Counts[i];
            Add(_bodies, row.Bodies);
            Add(_waits, row.Waits);
        }
    }

    public string Name { get; }

    public long All => _counts.Sum();

    public long this[Figure figure] => _counts[(int)figure];

    public double? Body(double part) => DurationBuckets.Percentile(_bodies, part);

    public double? Wait(double part) => DurationBuckets.Percentile(_waits, part);

    // What another version has written may have other buckets.
    private static void Add(long[] buckets, long[] pairs)
    {
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            if (pairs[i] >= 0 && pairs[i] < buckets.Length)
                buckets[pairs[i]] += pairs[i + 1];
        }
    }
}
