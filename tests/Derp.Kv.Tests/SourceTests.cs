using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Derp.Kv.Tests;

// What no compiler checks about the sources.
public sealed partial class SourceTests
{
    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Stopwatch|Environment\.TickCount|Task\.Delay\((?!.*([Tt]ime|[Cc]lock))|new (System\.Threading\.)?(Timer|PeriodicTimer|CancellationTokenSource)\(.*(Time|Milli|Second)")]
    private static partial Regex AnotherClock();

    [Fact]
    public void C40_All_time_comes_from_one_TimeProvider()
    {
        var files = Sources().ToList();
        Assert.NotEmpty(files);

        // In the place of the system's provider alone, whose clock takes five times as long to read.
        files.RemoveAll(static file => file.EndsWith("Near/NearClock.cs", StringComparison.Ordinal));
        Assert.All(files, static file => Assert.DoesNotMatch(AnotherClock(), File.ReadAllText(file)));
    }

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(static file => file.Contains("src/Derp.Kv/", StringComparison.Ordinal) || file.Contains("src/Derp.Kv.Ledger", StringComparison.Ordinal) || file.Contains("src/Derp.Kv.StackExchangeRedis/", StringComparison.Ordinal));
}
