using System.Globalization;

namespace Derp.Kv.Benchmarks;

/// <summary>The server's counts, an operation each; those of a script's inner commands are among them.</summary>
internal static class CommandCounts
{
    // A connection's own upkeep is less than this.
    private const double Least = 0.01;

    public static string Text(IReadOnlyDictionary<string, long> counts, double operations)
    {
        var words = counts
            .Select(count => (Name: count.Key, Each: count.Value / operations))
            .Where(static count => count.Each >= Least)
            .OrderByDescending(static count => count.Each)
            .ThenBy(static count => count.Name, StringComparer.Ordinal)
            .Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Name} {count.Each:0.##}"));
        return string.Join(", ", words);
    }
}
