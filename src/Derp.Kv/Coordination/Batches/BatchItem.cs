using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Coordination.Batches;

/// <summary>One distinct item of one batch call, and what becomes of it.</summary>
/// <param name="id">As the caller named it first.</param>
/// <param name="key">The written key.</param>
/// <param name="codec">The call's own for this key.</param>
internal sealed class BatchItem<TId, TValue>(TId id, byte[] key, GuardCodec<TValue> codec)
{
    public TId Id => id;

    public byte[] Key => key;

    public GuardCodec<TValue> Codec => codec;

    /// <summary>Whether the store has failed for this key already. Then the call asks it no more for this key.</summary>
    public bool StoreFailed { get; set; }

    /// <summary>Whether memory or the read has brought the value.</summary>
    public bool IsHit { get; private set; }

    /// <summary>What the caller gets.</summary>
    public TValue? Value { get; set; }

    /// <summary>An item that memory has answered. Nothing is asked for it.</summary>
    public static BatchItem<TId, TValue> Answered(TId id, byte[] key, TValue value) => new(id, key, null!) { Value = value, IsHit = true };

    /// <summary>Takes what was read for this key, and the stamps of its tags.</summary>
    public void Take(in KeyRead read, KeyRead[] stamps)
    {
        // Without a stamp it cannot be known whether the value is valid, nor what to store.
        StoreFailed = read.Failure is not null || Array.Exists(stamps, static stamp => stamp.Failure is not null);
        if (StoreFailed)
            return;
        codec.Tags?.Take([read.Value, .. stamps.Select(static stamp => stamp.Value)]);
        if (read.Value is not { } stored || !codec.IsCurrent(stored) || !codec.TryDecode(key, stored, out var hit))
            return;
        Value = codec.Keep(stored, hit, default);
        IsHit = true;
    }
}
