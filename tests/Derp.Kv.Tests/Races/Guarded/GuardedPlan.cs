namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>Who takes part in an interleaving of guarded gets.</summary>
/// <param name="Clients">How many processes.</param>
/// <param name="Callers">Who calls.</param>
/// <param name="Writers">Through which client each writer invalidates.</param>
/// <param name="Faults">How often the store may fail.</param>
/// <param name="IsWarm">Whether the store holds a value at the beginning.</param>
/// <param name="IsOvertaken">Whether the first writer gets ahead of the first reader after the store has executed its read: few walks come to that by themselves.</param>
/// <param name="IsByPrefix">Whether writers invalidate the key by its prefix.</param>
/// <param name="IsLarge">Whether values are committed in two commands, as large ones are.</param>
/// <param name="Evictions">How often the server drops what is staged.</param>
internal sealed record GuardedPlan(
    int Clients,
    IReadOnlyList<CallerPlan> Callers,
    IReadOnlyList<int> Writers,
    int Faults,
    bool IsWarm = false,
    bool IsOvertaken = false,
    bool IsByPrefix = false,
    bool IsLarge = false,
    int Evictions = 0)
{
    /// <summary>One process: callers that join, leave and fail, and a writer.</summary>
    public static GuardedPlan OfFlight(int seed)
    {
        var random = new Random(seed);
        return new(1, DrawCallers(random, 3 + random.Next(3), 1), DrawWriters(random, 1), random.Next(4) == 0 ? 1 : 0, IsWarm: random.Next(2) == 0, IsOvertaken: random.Next(4) == 0);
    }

    /// <summary>Several processes on one key; the store fails now and then.</summary>
    public static GuardedPlan OfLease(int seed)
    {
        var random = new Random(seed);
        var clients = 2 + random.Next(2);
        return new(clients, DrawCallers(random, clients + random.Next(2), clients), DrawWriters(random, clients), random.Next(3));
    }

    /// <summary>The same with values that are committed in two commands, between which the server may also drop the first one's.</summary>
    public static GuardedPlan OfLargeValue(int seed) => OfLease(seed) with { IsLarge = true, Evictions = seed % 3 == 0 ? 1 : 0 };

    /// <summary>Processes whose bodies are long enough for an operator to invalidate a whole prefix meanwhile, which takes several steps.</summary>
    public static GuardedPlan OfPrefix(int seed)
    {
        var random = new Random(seed);
        var callers = Enumerable.Range(0, 2 + random.Next(2)).Select(i => new CallerPlan(i % 2, CanLeave: random.Next(5) == 0, Steps: 2 + random.Next(5), random.Next(5) == 0 ? Ending(random) : BodyEnding.Value));
        return new(2, [.. callers], [random.Next(2)], random.Next(2), IsByPrefix: true);
    }

    private static CallerPlan[] DrawCallers(Random random, int count, int clients) =>
        [.. Enumerable.Range(0, count).Select(i => new CallerPlan(i % clients, random.Next(5) < 2, random.Next(3), Ending(random)))];

    private static int[] DrawWriters(Random random, int clients) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(clients))];

    private static BodyEnding Ending(Random random) => random.Next(20) switch
    {
        < 13 => BodyEnding.Value,
        < 17 => BodyEnding.Failure,
        < 19 => BodyEnding.InnerTimeout,
        _ => BodyEnding.Hang,
    };
}

/// <summary>One caller.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="CanLeave">Whether it may cancel.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Ending">How its body ends.</param>
internal sealed record CallerPlan(int Client, bool CanLeave = false, int Steps = 0, BodyEnding Ending = BodyEnding.Value);

internal enum BodyEnding
{
    Value,
    Failure,

    /// <summary>A cancellation that is nobody's.</summary>
    InnerTimeout,

    /// <summary>Goes on until its token fires.</summary>
    Hang,
}
