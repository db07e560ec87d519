namespace Derp.Kv.Tests.Races.Near;

/// <summary>Who takes part in an interleaving of calls that are answered from memory.</summary>
/// <param name="Clients">How many processes.</param>
/// <param name="Callers">Who calls.</param>
/// <param name="Writers">Who changes the truth.</param>
/// <param name="Faults">How often the store may fail, and a notice be lost or come twice.</param>
/// <param name="IsWarm">Whether the store holds a value at the beginning.</param>
/// <param name="Fillings">How often so many entries of other keys come that a table grows.</param>
/// <param name="IsDeaf">Whether the store sends no notices of invalidations.</param>
internal sealed record NearPlan(int Clients, IReadOnlyList<NearCallerPlan> Callers, IReadOnlyList<NearWriterPlan> Writers, int Faults = 0, bool IsWarm = false, int Fillings = 0, bool IsDeaf = false)
{
    public static NearPlan Of(int seed)
    {
        var random = new Random(seed);
        var clients = random.Next(6) == 0 ? 1 : 2 + random.Next(2);
        var callers = Enumerable.Range(0, clients + 1 + random.Next(3))
            .Select(i => new NearCallerPlan(i % clients, Kind(random), Calls: 1 + random.Next(6), Steps: random.Next(3), Fails: random.Next(10) == 0));
        var writers = Enumerable.Range(0, 1 + random.Next(2))
            .Select(_ => new NearWriterPlan(random.Next(clients), Times: 1 + random.Next(2), IsByPrefix: random.Next(8) == 0));
        return new(clients, [.. callers], [.. writers], Faults: random.Next(4), IsWarm: random.Next(2) == 0, Fillings: random.Next(4) == 0 ? 2 : 0, IsDeaf: random.Next(3) == 0);
    }

    private static NearKind Kind(Random random) => random.Next(8) switch
    {
        < 4 => NearKind.Shared,
        < 6 => NearKind.Decoded,
        _ => NearKind.Far,
    };
}

/// <summary>One caller.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="Kind">Which method it calls.</param>
/// <param name="Calls">How many times, one after the other.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Fails">Whether its body fails.</param>
internal sealed record NearCallerPlan(int Client, NearKind Kind = NearKind.Shared, int Calls = 1, int Steps = 0, bool Fails = false);

/// <summary>One writer.</summary>
/// <param name="Client">Through which client it invalidates.</param>
/// <param name="Times">How many times, one after the other.</param>
/// <param name="IsByPrefix">Whether it invalidates the key by its prefix.</param>
internal sealed record NearWriterPlan(int Client, int Times = 1, bool IsByPrefix = false);

internal enum NearKind
{
    /// <summary>With <c>Near</c>; all calls get one object.</summary>
    Shared,

    /// <summary>With a shorter <c>Near</c>; each call decodes the bytes that the entry holds.</summary>
    Decoded,

    /// <summary>Without <c>Near</c>.</summary>
    Far,
}
