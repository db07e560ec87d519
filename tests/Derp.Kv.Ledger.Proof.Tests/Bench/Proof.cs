using System.Globalization;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>How much is tried, and by which seed.</summary>
internal static class Proof
{
    /// <summary>Whether the suites run in full (<c>DERP_KV_LONG=1</c>).</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";

    /// <summary><c>DERP_KV_SEED</c>, which repeats a run; else a new one.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("DERP_KV_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();
}
