using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>How one call on a ledger behaves, and which method's records it reads.</summary>
internal sealed record LedgerPolicy(
    string Method,
    RecordOrigin Origin,
    TimeSpan Ttl,
    InFlightBehavior InFlight,
    TimeSpan WaitTimeout,
    Func<int, bool>? ShouldStore)
{
    /// <summary>Whether the first caller gets the result as it is read back.</summary>
    public bool ReturnsStored { get; init; }

    /// <summary>Statuses that say "try again" are not kept, nor is what their body has written.</summary>
    public bool Stores(int status) =>
        ShouldStore is { } predicate ? predicate(status) : status is not (408 or 425 or 429 or (>= 500 and <= 599));
}
