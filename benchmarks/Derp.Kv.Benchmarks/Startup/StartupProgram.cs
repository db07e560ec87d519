using System.Diagnostics;

namespace Derp.Kv.Benchmarks;

/// <summary>A program that is started for one value.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Command">What runs it, without the arguments.</param>
internal sealed record StartupProgram(string Name, params string[] Command)
{
    /// <summary>Starts it, and waits for its end.</summary>
    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="sku">What it asks for.</param>
    /// <param name="isThere">Whether it has to find it.</param>
    /// <returns>Milliseconds until its first line is read, which it writes as soon as it has the value.</returns>
    public double Run(string endpoint, string sku, bool isThere)
    {
        var start = new ProcessStartInfo(Command[0], [.. Command[1..], endpoint, sku]) { RedirectStandardOutput = true };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadLine();
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        process.WaitForExit();

        var expected = Name == StartupPeer.Empty ? "hello" : isThere ? "cached" : "computed";
        return process.ExitCode == 0 && line is not null && line.EndsWith(expected, StringComparison.Ordinal)
            ? elapsed
            : throw new InvalidOperationException($"{Name} ended with {process.ExitCode} and wrote '{line}'.");
    }
}
