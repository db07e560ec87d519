using System.Globalization;

namespace Derp.Kv.Simulation.Tests;

/// <summary>Random runs of many seeds. <c>DERP_KV_SEED</c> repeats one.</summary>
internal static class Seeds
{
    public static ulong? Given => ulong.TryParse(Environment.GetEnvironmentVariable("DERP_KV_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;

    /// <summary>Runs so many, from a new seed on, and fails with the first that breaks a promise.</summary>
    public static void Run(int count, int? threads, ITestOutputHelper output)
    {
        var first = Given ?? (ulong)Random.Shared.Next();
        output.WriteLine($"Seeds {first} to {first + (ulong)count - 1}");
        if (WorldSweep.Find(first, Given is null ? count : 1, threads: threads) is { } found)
            throw new InvalidOperationException(found.Exception.Message, found.Exception);
    }
}
