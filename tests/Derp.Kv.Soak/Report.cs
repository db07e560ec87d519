using System.Globalization;

namespace Derp.Kv.Soak;

/// <summary>What was counted in a phase, or in both.</summary>
internal sealed record Report(Losses Losses, IReadOnlyDictionary<string, long> Counts, double HeapBefore, double HeapAfter)
{
    // A worker's heap moves with what is under way when it is looked at.
    private const double TolerableGrowth = 32;

    /// <summary>
    /// Stale reads and surprises are never promised away. The rest are where records may be lost; and a duplicate of a result
    /// that its call has announced as not stored is none that was promised away.
    /// </summary>
    public bool KeepsPromises =>
        this["stale_reads"] == 0
        && this["stale_beyond_t"] == 0
        && this["surprises"] == 0
        && this["calls"] > 0
        && HeapAfter - HeapBefore <= TolerableGrowth
        && (Losses == Losses.Records || (Math.Max(0, this["duplicates"] - this["announced"]) == 0 && this["lost_updates"] == 0 && this["over_limit"] == 0));

    private long this[string name] => Counts[name];

    public static string Total(Report kept, Report lost) => string.Create(
        CultureInfo.InvariantCulture,
        $"soak: calls={kept["calls"] + lost["calls"]} body_runs={kept["runs"] + lost["runs"]} replays={kept["replays"] + lost["replays"]} duplicates={Math.Max(0, kept["duplicates"] - kept["announced"])} lost_updates={kept["lost_updates"]} over_limit={kept["over_limit"]} stale_reads={kept["stale_reads"] + lost["stale_reads"]} stale_beyond_t={kept["stale_beyond_t"] + lost["stale_beyond_t"]} surprises={kept["surprises"] + lost["surprises"]} heap_before={kept.HeapBefore:F1}MB heap_after={kept.HeapAfter:F1}MB");

    public override string ToString() =>
        $"faults that may cost {(Losses == Losses.None ? "nothing" : "records")}: {string.Join(' ', Counts.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")))} "
        + FormattableString.Invariant($"heap_before={HeapBefore:F1}MB heap_after={HeapAfter:F1}MB");
}
