using System.Globalization;

namespace Derp.Kv.Benchmarks;

/// <summary>What the callers of one cache have seen in one round, in all processes together.</summary>
/// <param name="Runs">Of the source, without those that filled the cache before.</param>
/// <param name="Latencies">In milliseconds, sorted.</param>
internal sealed record RefreshRound(int Runs, double[] Latencies)
{
    public double Median => At(0.5);

    /// <summary>Of a hundred, the slowest.</summary>
    public double P99 => At(0.99);

    /// <summary>Of a thousand, the slowest.</summary>
    public double P999 => At(0.999);

    public double Longest => Latencies[^1];

    /// <summary>How many calls took longer.</summary>
    public int Over(double milliseconds) => Latencies.Count(latency => latency > milliseconds);

    /// <summary>Has all processes call, each with its part of the calls.</summary>
    public static async Task<RefreshRound> RunAsync(IReadOnlyList<BenchmarkProcess> processes, string peer, TimeSpan length, int callsASecond, bool hangs)
    {
        var sku = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..10];
        var calls = (int)(length.TotalSeconds * callsASecond) / processes.Count;
        var line = string.Create(CultureInfo.InvariantCulture, $"{calls} {1_000_000 / callsASecond * processes.Count} {(hangs ? 1 : 0)} {sku} {peer}");
        await Task.WhenAll(processes.Select(process => process.WriteAsync(line)));
        await Task.WhenAll(processes.Select(static process => process.ReadAsync()));
        await Task.WhenAll(processes.Select(static process => process.WriteAsync("go")));
        var answers = await Task.WhenAll(processes.Select(static process => process.ReadAsync()));
        var numbers = answers.Select(static answer => answer.Split(' ').Select(static part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        return new((int)numbers.Sum(static n => n[0]), [.. numbers.SelectMany(static n => n[1..]).Select(static microseconds => microseconds / 1000.0).Order()]);
    }

    private double At(double part) => Latencies[(int)((Latencies.Length - 1) * part)];
}
