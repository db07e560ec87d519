using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Serialization;

namespace Derp.Kv.Runtime;

/// <summary>Wraps a method's results in the envelope, and handles null, which serializers do not.</summary>
internal sealed class EnvelopeCodec<TValue>(IKvSerializer<TValue> serializer, StoredType type, bool cacheNulls, bool isFrozen = false) : GuardCodec<TValue>
{
    public override StoredType? Type => type;

    public override bool IsShared => isFrozen;

    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out TValue value) => TryDecode(key, stored, readsTags: false, out value);

    /// <summary>As the other one.</summary>
    /// <param name="key">The full key.</param>
    /// <param name="stored">What the store has returned.</param>
    /// <param name="readsTags">Whether the caller checks its tags.</param>
    /// <param name="value">The value.</param>
    public bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, bool readsTags, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        switch (Envelope.Read(stored.Span, key, type, out var body, readsTags))
        {
            case EnvelopeKind.Null:
                // A null for a non-nullable type was written by another version of the method.
                return default(TValue) is null;
            case EnvelopeKind.Value:
                return TryDeserialize(stored[body..], out value);
            default:
                return false;
        }
    }

    public override byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time) => Encode(key, value, time, tags: null);

    /// <summary>As the other one, with the tags of the value.</summary>
    public byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time, TagStamps? tags)
    {
        var size = Envelope.SizeWith(tags);
        var created = time.GetUtcNow();
        if (value is null)
        {
            var header = new byte[size];
            Envelope.WriteHeader(header, key, type, created, isNull: true, tags);
            return header;
        }

        var buffer = new PooledBufferWriter();
        Envelope.WriteHeader(buffer.GetSpan(size), key, type, created, isNull: false, tags);
        buffer.Advance(size);
        serializer.SerializeToRead(buffer, value);
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        return bytes;
    }

    /// <summary>The part of stored bytes that <see cref="TryDeserialize"/> reads, and what stands before it.</summary>
    /// <returns>False: no value, or a null.</returns>
    public bool TryFindBody(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, out Range body)
    {
        var isValue = Envelope.Read(stored, key, type, out var start, readsTags: true) == EnvelopeKind.Value;
        body = start..;
        return isValue;
    }

    public override bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) =>
        Envelope.Read(stored, key, type, out _) == EnvelopeKind.Foreign;

    public override string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored)
    {
        if (Envelope.Read(stored.Span, key, type, out var body, readsTags: true) != EnvelopeKind.Value)
            return null;

        try
        {
            serializer.Deserialize(stored[body..]);
            return null;
        }
#pragma warning disable CA1031 // As in reading: any exception of a custom serializer is the result here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ReadFailure.Reason(e);
        }
    }

    public override bool ShouldStore(TValue value) => cacheNulls || value is not null;

    public override int MaxSize(KvClientOptions options) => options.MaxValueSize;

    /// <summary>Reads what follows an envelope.</summary>
    public bool TryDeserialize(ReadOnlyMemory<byte> body, [MaybeNullWhen(false)] out TValue value)
    {
        try
        {
            value = serializer.Deserialize(body);
            return true;
        }
#pragma warning disable CA1031 // A custom serializer may throw anything for unknown bytes; every exception means a miss.
        catch (Exception)
#pragma warning restore CA1031
        {
            value = default;
            return false;
        }
    }
}
