namespace Derp.Kv.Coordination.Claims;

/// <summary>How one idempotent call behaves, and which method's records it reads.</summary>
internal sealed record ClaimPolicy(
    string Method,
    RecordOrigin Origin,
    TimeSpan Ttl,
    TimeSpan LockTtl,
    InFlightBehavior InFlight,
    TimeSpan WaitTimeout,
    Func<int, bool>? ShouldStore,
    IdempotencyUnavailable OnUnavailable)
{
    /// <summary>Whether the first caller gets the result as it is read back.</summary>
    public bool ReturnsStored { get; init; }

    /// <summary>Time between two tries of a completion.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a failed completion is retried: as long as a broken connection takes to return.</summary>
    public static readonly TimeSpan CompletionPatience = TimeSpan.FromSeconds(2);

    public static ClaimPolicy Of(string method, RecordOrigin origin, TimeSpan ttl, IdempotencyOptions options) =>
        new(method, origin, ttl, options.LockTtl, options.InFlight, options.WaitTimeout, options.ShouldStore, options.OnUnavailable);

    /// <summary>Statuses that say "try again" are released; a stored one would be replayed to every retry until it expires.</summary>
    public bool Stores(int status) =>
        ShouldStore is { } predicate ? predicate(status) : status is not (408 or 425 or 429 or (>= 500 and <= 599));
}
