using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Serialization;

namespace Derp.Kv.Runtime;

/// <summary>Wraps a method's results in the envelope, and handles null, which serializers do not.</summary>
internal sealed class EnvelopeCodec<TValue>(IKvSerializer<TValue> serializer, StoredType type, bool cacheNulls, bool isFrozen = false, bool readsZones = false) : GuardCodec<TValue>
{
    // Whoever reads values of this method also reads where they are in their lives.
    private readonly EnvelopeFields _asks = readsZones ? EnvelopeFields.StaleIfError : EnvelopeFields.None;

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
        switch (Envelope.Read(stored.Span, key, type, out var body, readsTags ? _asks | EnvelopeFields.Tags : _asks))
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

    public override byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time, in ValueNotes notes) => Encode(key, value, time, notes, tags: null);

    /// <summary>As the other one, with the tags of the value.</summary>
    public byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time, in ValueNotes notes, TagStamps? tags)
    {
        var size = Envelope.SizeWith(tags, notes);
        var created = time.GetUtcNow();
        if (value is null)
        {
            var header = new byte[size];
            Envelope.WriteHeader(header, key, type, created, isNull: true, tags, notes);
            return header;
        }

        var buffer = new PooledBufferWriter();
        Envelope.WriteHeader(buffer.GetSpan(size), key, type, created, isNull: false, tags, notes);
        buffer.Advance(size);
        serializer.SerializeToRead(buffer, value);
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        return bytes;
    }

    public override byte[] EncodeAgain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TimeProvider time, in ValueNotes notes) => EncodeAgain(key, stored, time, notes, tags: null);

    /// <summary>As the other one, with the tags of the value.</summary>
    public byte[] EncodeAgain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TimeProvider time, in ValueNotes notes, TagStamps? tags)
    {
        var isValue = TryFindBody(key, stored, out var body);
        var size = Envelope.SizeWith(tags, notes);
        var bytes = new byte[size + stored[body].Length];
        Envelope.WriteHeader(bytes, key, type, time.GetUtcNow(), isNull: !isValue, tags, notes);
        stored[body].CopyTo(bytes.AsSpan(size));
        return bytes;
    }

    public override (ValueNotes Notes, DateTimeOffset Created) NotesOf(ReadOnlySpan<byte> stored) => (Envelope.NotesOf(stored), Envelope.CreatedOf(stored));

    /// <summary>The part of stored bytes that <see cref="TryDeserialize"/> reads, and what stands before it.</summary>
    /// <returns>False: no value, or a null.</returns>
    public bool TryFindBody(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, out Range body)
    {
        var isValue = Envelope.Read(stored, key, type, out var start, EnvelopeFields.All) == EnvelopeKind.Value;
        body = start..;
        return isValue;
    }

    public override bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) =>
        Envelope.Read(stored, key, type, out _) == EnvelopeKind.Foreign;

    public override string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored)
    {
        if (Envelope.Read(stored.Span, key, type, out var body, EnvelopeFields.All) != EnvelopeKind.Value)
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
