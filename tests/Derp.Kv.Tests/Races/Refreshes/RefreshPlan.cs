using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races.Refreshes;

/// <summary>Who takes part in an interleaving of reads of a value that is renewed while it is served.</summary>
/// <param name="Clients">The processes.</param>
/// <param name="Readers">Who reads.</param>
/// <param name="Writers">Through which client each writer invalidates.</param>
/// <param name="Zone">Where the value is in its life that the store holds at the beginning.</param>
/// <param name="Evictions">What the server drops: the value, or what it knows of it.</param>
/// <param name="Faults">How often the store may fail.</param>
/// <param name="IsLarge">Whether values are committed in two commands, as large ones are.</param>
internal sealed record RefreshPlan(
    IReadOnlyList<Deployment> Clients,
    IReadOnlyList<RefreshReader> Readers,
    IReadOnlyList<int> Writers,
    ValueZone Zone = ValueZone.Due,
    IReadOnlyList<Evicted>? Evictions = null,
    int Faults = 0,
    bool IsLarge = false)
{
    public static RefreshPlan Of(int seed)
    {
        var random = new Random(seed);
        var clients = Enumerable.Range(0, random.Next(4) == 0 ? 1 : 2).Select(_ => NewDeployment(random)).ToArray();
        var readers = Enumerable.Range(0, 2 + random.Next(3)).Select(i => NewReader(random, i % clients.Length));
        var writers = Enumerable.Range(0, random.Next(3) == 0 ? 0 : 1 + random.Next(2)).Select(_ => random.Next(clients.Length));
        var evictions = Enumerable.Range(0, random.Next(4) == 0 ? 1 : 0).Select(_ => (Evicted)random.Next(2));
        return new(clients, [.. readers], [.. writers], (ValueZone)random.Next(3), [.. evictions], Faults: random.Next(3));
    }

    private static Deployment NewDeployment(Random random) =>
        new((RefreshOn)random.Next(2), IsLonger: random.Next(3) == 0, Off: random.Next(4) == 0 ? TimeSpan.FromHours(random.Next(-2, 3)) : TimeSpan.Zero);

    private static RefreshReader NewReader(Random random, int client) => new(
        client,
        Reads: 1 + random.Next(4),
        Steps: random.Next(4),
        Ending: random.Next(12) switch
        {
            < 7 => BodyEnding.Value,
            < 10 => BodyEnding.Failure,
            < 11 => BodyEnding.InnerTimeout,
            _ => BodyEnding.Hang,
        },
        SaysUnchanged: random.Next(2) == 0,
        CanLeave: random.Next(4) == 0);
}

/// <summary>What one process runs.</summary>
/// <param name="On">On whose time it renews.</param>
/// <param name="IsLonger">Whether its <c>StaleIfError</c> is the longer one.</param>
/// <param name="Off">By how much its wall clock is wrong.</param>
internal sealed record Deployment(RefreshOn On = RefreshOn.Caller, bool IsLonger = false, TimeSpan Off = default);

/// <summary>One reader.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="Reads">How many times, one after the other.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Ending">How its body ends.</param>
/// <param name="SaysUnchanged">Whether its body says so where the value of before is still true.</param>
/// <param name="CanLeave">Whether it may cancel.</param>
internal sealed record RefreshReader(int Client, int Reads = 1, int Steps = 0, BodyEnding Ending = BodyEnding.Value, bool SaysUnchanged = false, bool CanLeave = false);

internal enum Evicted
{
    Value,

    /// <summary>That it is fresh, that its body has failed, or who renews it.</summary>
    State,
}
