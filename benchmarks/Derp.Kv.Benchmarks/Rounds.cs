using System.Diagnostics;

namespace Derp.Kv.Benchmarks;

/// <summary>Something to be measured.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Prepare">Runs before each measurement, outside of it.</param>
/// <param name="Run">What is measured.</param>
/// <param name="Operations">How often <paramref name="Run"/> does what is counted.</param>
internal sealed record Case(string Name, Action Prepare, Action Run, int Operations = 1);

/// <summary>The medians of a case.</summary>
internal sealed record Figures(string Name, double Nanoseconds, double Bytes, double Ratio);

/// <summary>
/// Measures cases in interleaved rounds, each in another order, and compares them round by round: other work on the
/// machine slows down a round, not a case, so that the medians of the ratios hold where nanoseconds do not.
/// </summary>
internal static class Rounds
{
    /// <summary>Measures all cases; the ratios are to the first.</summary>
    public static IReadOnlyList<Figures> Measure(int warmUps, int rounds, IReadOnlyList<Case> cases)
    {
        for (var i = 0; i < warmUps; i++)
            foreach (var each in cases)
                One(each);

        var measured = cases.Select(_ => new List<(double Time, double Bytes)>()).ToList();
        var order = Enumerable.Range(0, cases.Count).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            Random.Shared.Shuffle(order);
            foreach (var i in order)
                measured[i].Add(One(cases[i]));
        }

        return
        [
            .. cases.Select((c, i) => new Figures(
                c.Name,
                Median(measured[i].Select(m => m.Time)),
                Median(measured[i].Select(m => m.Bytes)),
                Median(measured[i].Zip(measured[0], (m, first) => m.Time / first.Time)))),
        ];
    }

    public static void Print(string title, IEnumerable<Figures> figures)
    {
        Console.WriteLine();
        Console.WriteLine($"{title,-44} {"ns/op",14} {"B/op",14} {"ratio",10}");
        foreach (var each in figures)
            Console.WriteLine(FormattableString.Invariant($"{each.Name,-44} {each.Nanoseconds,14:N1} {each.Bytes,14:N0} {each.Ratio,10:0.0000}"));
    }

    private static (double Time, double Bytes) One(Case each)
    {
        each.Prepare();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        each.Run();
        var time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return (time / each.Operations, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)each.Operations);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
