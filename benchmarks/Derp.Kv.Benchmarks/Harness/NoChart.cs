namespace Derp.Kv.Benchmarks;

/// <summary>In place of the real one where the program was built without it.</summary>
internal static class Chart
{
    public static void Save(string path, IReadOnlyList<ChartGroup> groups) =>
        Console.Error.WriteLine($"No chart of {groups.Count} tables at {path}: build with -p:Charts=true for one.");
}
