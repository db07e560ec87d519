namespace Derp.Kv.Tests.Races.Claims;

/// <summary>Who takes part in an interleaving of idempotent calls.</summary>
internal sealed record ClaimPlan(int Clients, IReadOnlyList<CallPlan> Calls, int Faults)
{
    public static ClaimPlan Of(int seed)
    {
        var random = new Random(seed);
        var clients = 1 + random.Next(3);
        var calls = Enumerable.Range(0, 2 + random.Next(3)).Select(i => new CallPlan(
            i % clients,
            CanLeave: random.Next(5) < 2,
            Steps: random.Next(3),
            Ending(random),
            random.Next(4) == 0 ? InFlightBehavior.Reject : InFlightBehavior.Wait,
            random.Next(8) == 0 ? IdempotencyUnavailable.Run : IdempotencyUnavailable.Throw,
            Fingerprint: random.Next(10) == 0 ? (byte)2 : (byte)1));
        return new(clients, [.. calls], random.Next(3));
    }

    private static CallEnding Ending(Random random) => random.Next(10) switch
    {
        < 6 => CallEnding.Value,
        < 8 => CallEnding.Failure,
        8 => CallEnding.Unknown,
        _ => CallEnding.TryAgain,
    };
}

/// <summary>One call.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="CanLeave">Whether its caller may cancel.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Ending">How its body ends.</param>
/// <param name="InFlight">What it does as a duplicate.</param>
/// <param name="OnUnavailable">What it does where the store does not answer.</param>
/// <param name="Fingerprint">Stands for its arguments.</param>
internal sealed record CallPlan(
    int Client,
    bool CanLeave = false,
    int Steps = 0,
    CallEnding Ending = CallEnding.Value,
    InFlightBehavior InFlight = InFlightBehavior.Wait,
    IdempotencyUnavailable OnUnavailable = IdempotencyUnavailable.Throw,
    byte Fingerprint = 1);

internal enum CallEnding
{
    Value,
    Failure,

    /// <summary>A time-out: nobody knows what happened.</summary>
    Unknown,

    /// <summary>A result whose status says so.</summary>
    TryAgain,
}
