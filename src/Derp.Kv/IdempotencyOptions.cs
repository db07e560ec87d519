namespace Derp.Kv;

/// <summary>How an idempotent call claims its key and handles duplicate calls.</summary>
public sealed class IdempotencyOptions
{
    internal static readonly IdempotencyOptions Default = new();

    /// <summary>
    /// Names the call in metrics, logs and its record. A call with another name under the same key is rejected and
    /// does not get this one's result. It names code, not a key or an argument; not empty. After a change of the name
    /// calls with earlier records are rejected. Null: the helper's name, which is not part of the record.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Bytes that identify the call's arguments. A call with the same key and other bytes throws
    /// <see cref="IdempotencyKeyReusedException"/>. The first 16 bytes of their SHA-256 are stored. Empty: equal only to empty.
    /// </summary>
    public ReadOnlyMemory<byte> Fingerprint { get; init; }

    /// <summary>Length of the claim, which is how long it remains after a crash; 10 ms or more. It is renewed at a third of that. Default: 30 s.</summary>
    public TimeSpan LockTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a duplicate call does while the first one is running. Default: wait.</summary>
    public InFlightBehavior InFlight { get; init; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate call waits; zero or more. Default: 45 s.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Which statuses are stored; the others release the key. If it throws, the result is stored. Null: all but 408, 425, 429
    /// and 500 to 599.
    /// </summary>
    public Func<int, bool>? ShouldStore { get; init; }

    /// <summary>What happens when the store cannot be asked. Default: throw.</summary>
    public IdempotencyUnavailable OnUnavailable { get; init; } = IdempotencyUnavailable.Throw;

    internal void Validate()
    {
        if (Name is { Length: 0 })
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(Name)} must not be empty; leave it null for no name.", "options");
        if (LockTtl < Ttl.ShortestLock)
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(LockTtl)} must be {Ttl.ShortestLock.TotalMilliseconds:0} ms or more.", "options");
        if (WaitTimeout < TimeSpan.Zero)
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(WaitTimeout)} must not be negative.", "options");
        if (!Enum.IsDefined(InFlight))
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(InFlight)} is not a known {nameof(InFlightBehavior)}.", "options");
        if (!Enum.IsDefined(OnUnavailable))
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(OnUnavailable)} is not a known {nameof(IdempotencyUnavailable)}.", "options");
    }
}
