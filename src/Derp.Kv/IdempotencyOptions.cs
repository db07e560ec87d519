namespace Derp.Kv;

/// <summary>How an idempotent call claims its key and treats duplicates.</summary>
public sealed class IdempotencyOptions
{
    internal static readonly IdempotencyOptions Default = new();

    /// <summary>
    /// Names the call: in metrics and logs, and in its record, so that a call of another name under the same key is refused and
    /// not answered with this one's result. The name of a piece of code, no key and no argument; not empty. A change of it
    /// has records of before refused. Null: the helper's name, and no part of the record.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Bytes that stand for the call's arguments; the same key with other bytes is refused with
    /// <see cref="IdempotencyKeyReusedException"/>. The first 16 bytes of their SHA-256 are stored. Empty: not compared with anything but empty.
    /// </summary>
    public ReadOnlyMemory<byte> Fingerprint { get; init; }

    /// <summary>How long a claim outlives a process that crashes; 10 ms or more. It is renewed at a third of it. Default: 30 s.</summary>
    public TimeSpan LockTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a duplicate does while the first call is running. Default: wait.</summary>
    public InFlightBehavior InFlight { get; init; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate waits; zero or more. Default: 45 s.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Which statuses are stored; the others release the key. One that throws counts as stored. Null: all but 408, 425, 429
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
