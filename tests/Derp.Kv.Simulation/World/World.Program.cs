using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Simulation;

// From the command line: many runs, and how long they take.
internal sealed partial class World
{
    public static int Program(string[] args)
    {
        var count = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 200;
        var first = args is [_, var seed, ..] ? ulong.Parse(seed, CultureInfo.InvariantCulture) : 1;
        var began = Stopwatch.GetTimestamp();
        var failures = WorldSweep.FindAll(first, count, most: count);
        foreach (var kind in failures.GroupBy(static failure => failure.Promise ?? failure.Exception.InnerException?.GetType().Name ?? "?"))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Count()} of {count}"));
            Console.WriteLine(kind.First().Exception.Message);
            if (kind.First().Promise is null)
                Console.WriteLine(kind.First().Exception);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} runs in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {failures.Count} failed; {WorldSweep.Done.Steps} steps, {WorldSweep.Done.Calls} calls"));
        return failures.Count == 0 ? 0 : 1;
    }

    /// <summary>How many seeds it takes to find each mutation out.</summary>
    public static int MutationsProgram(string[] args)
    {
        var first = args is [var seed, ..] ? ulong.Parse(seed, CultureInfo.InvariantCulture) : 1;
        foreach (var mutation in Mutations.All)
        {
            var found = WorldSweep.Find(first, 10_000, mutation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutation.Name,-40} {(found is null ? "not found" : $"seed {found.Seed}, by {found.Promise ?? found.Exception.Message}")}"));
        }

        return 0;
    }
}
