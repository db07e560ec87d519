namespace Derp.Kv.Runtime;

/// <summary>The settings of an <see cref="IdempotentAttribute"/>, as values.</summary>
public sealed class IdempotentPolicy
{
    /// <summary>How long a result can be replayed; more than zero.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Length of the claim, which is how long it remains after a crash; 10 ms or more.</summary>
    public TimeSpan LockTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a duplicate call does while the first one is running.</summary>
    public InFlightBehavior InFlight { get; init; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate call waits; zero or more.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The status of a result without one.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>What happens when the store cannot be asked.</summary>
    public IdempotencyUnavailable OnUnavailable { get; init; } = IdempotencyUnavailable.Throw;

    /// <summary>
    /// Whether the first caller, too, gets the result as it is read back from the record. Set if the result contains
    /// sequences that may be readable only once, since they were read for the record.
    /// </summary>
    public bool ReturnsStored { get; init; }
}
