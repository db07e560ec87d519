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

    /// <summary>What the caller gets.</summary>
    public TValue? Value { get; set; }
}
