namespace Derp.Kv.Runtime;

/// <summary>What an <see cref="IdempotentAttribute"/> says, in values.</summary>
public sealed class IdempotentPolicy
{
    /// <summary>How long a result can be replayed; more than zero.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>How long a claim outlives a process that crashes; 10 ms or more.</summary>
    public TimeSpan LockTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a duplicate does while the first call is running.</summary>
    public InFlightBehavior InFlight { get; init; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate waits; zero or more.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The status of a result that brings none.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>What happens when the store cannot be asked.</summary>
    public IdempotencyUnavailable OnUnavailable { get; init; } = IdempotencyUnavailable.Throw;

    /// <summary>
    /// Whether the first caller, too, gets the result as it is read back from the record: set where the result holds
    /// sequences that may be there to be read once, which the record has read.
    /// </summary>
    public bool ReturnsStored { get; init; }
}
