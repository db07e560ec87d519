using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;
using Derp.Kv.Serialization;

namespace Derp.Kv.Runtime.Named;

/// <summary>One call for an entry whose key and tags are text: the envelope of cached values, and in it the names of the tags.</summary>
/// <param name="client">The client.</param>
/// <param name="values">Of the entry's type.</param>
/// <param name="key">The written key.</param>
/// <param name="tags">Those that the call names.</param>
internal class NamedCodec<T>(KvClient client, NamedValues<T> values, byte[] key, NamedTags tags) : GuardCodec<T>, IReadMarks
{
    private long _payload;

    public override StoredType Type => values.Type;

    public override bool IsShared => values.IsFrozen;

    public override IReadMarks Marks => this;

    public override NamedTags Tags => tags;

    public ReadMark Mark { get; protected set; }

    protected KvClient Client => client;

    /// <summary>The written key.</summary>
    public byte[] WrittenKey => key;

    protected int Stripe { get; } = Generations.StripeOf(KeyDigest.Of(key));

    /// <summary>Whether the last value that was written is small enough to be stored.</summary>
    public bool IsOfSize => _payload <= values.MaxPayload;

    /// <summary>Whether this process has heard of no invalidation since the last mark.</summary>
    public bool IsUndisturbed => client.Generations.Of(Stripe, tags.Stripes) == Mark.Generation;

    // However old: only an invalidation keeps a call from joining.
    public virtual bool Stands(ReadMark mark) => client.Generations.Of(Stripe, tags.Stripes) == mark.Generation;

    public override void BeginRead() => Mark = new(0, long.MaxValue, client.Generations.Of(Stripe, tags.Stripes));

    public override bool IsCurrent(ReadOnlySpan<byte> stored) => tags.Match(Envelope.TagsOf(stored));

    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!TryFindPayload(key, stored.Span, out var payload, out var isNull))
            return false;
        if (isNull)
            return default(T) is null;
        return TryDeserialize(stored[payload..], out value);
    }

    public override byte[] Encode(ReadOnlySpan<byte> key, T value, TimeProvider time, in ValueNotes notes)
    {
        var names = tags.WrittenNames;
        var header = Envelope.SizeWith(tags, notes);
        var before = header + names.Length + 1;
        var buffer = new PooledBufferWriter();
        var start = buffer.GetSpan(before);
        Envelope.WriteHeader(start, key, values.Type, time.GetUtcNow(), isNull: false, tags, notes);
        names.CopyTo(start[header..]);
        start[before - 1] = value is null ? NamedBody.Null : NamedBody.Value;
        buffer.Advance(before);
        if (value is not null)
            values.Serializer.Serialize(buffer, value);
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        _payload = bytes.Length - before;
        return bytes;
    }

    public override (ValueNotes Notes, DateTimeOffset Created) NotesOf(ReadOnlySpan<byte> stored) => (Envelope.NotesOf(stored), Envelope.CreatedOf(stored));

    public override bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) => Envelope.Read(stored, key, values.Type, out _) == EnvelopeKind.Foreign;

    public override string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored)
    {
        if (!TryFindPayload(key, stored.Span, out var payload, out _))
            return null;
        try
        {
            values.Serializer.Deserialize(stored[payload..]);
            return null;
        }
#pragma warning disable CA1031 // As in reading: any exception of a custom serializer is the result here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ReadFailure.Reason(e);
        }
    }

    // After Encode.
    public override bool ShouldStore(T value)
    {
        if (IsOfSize)
            return true;
        KvMetrics.ValueNotStored(values.Method, "too_large");
        return false;
    }

    public override int MaxSize(KvClientOptions options) => int.MaxValue;

    /// <summary>Finds a value's payload in stored bytes; false: they are no value of this key and type.</summary>
    protected bool TryFindPayload(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, out int payload, out bool isNull)
    {
        (payload, isNull) = (0, false);
        if (Envelope.Read(stored, key, values.Type, out var body, EnvelopeFields.Tags) != EnvelopeKind.Value || !NamedBody.TryFindPayload(stored[body..], out payload, out isNull))
            return false;
        payload += body;
        return true;
    }

    private bool TryDeserialize(ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = values.Serializer.Deserialize(payload);
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
