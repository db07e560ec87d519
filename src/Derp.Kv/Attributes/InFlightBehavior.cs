namespace Derp.Kv;

/// <summary>What a duplicate of an idempotent call does while the first call is still running.</summary>
public enum InFlightBehavior
{
    /// <summary>Waits for the first call and replays its result.</summary>
    Wait,

    /// <summary>Fails at once with <see cref="IdempotencyInFlightException"/>.</summary>
    Reject,
}
