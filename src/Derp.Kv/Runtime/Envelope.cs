using System.Buffers.Binary;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Runtime;

/// <summary>
/// The envelope around a cached value, big-endian:
/// <code>
/// version  1 byte   2
/// flags    1 byte   which fields follow
/// created  8 bytes  Unix milliseconds
/// check    8 bytes  XxHash3 of the full key and the full name of the value's type
/// fields            by the flags, in their order
/// body     rest     MessagePack, or a custom serializer's bytes; none for a null
/// </code>
/// A reader that meets a field for which it would have to ask more of the store does not use the value.
/// </summary>
internal static class Envelope
{
    public const int HeaderSize = 18;
    public const byte Version = 2;
    private const int TagSize = KeyDigest.Size + Stamp.Size;

    // The last year that a date has; the longest expiry.
    private const long LatestCreated = 253_402_300_799_999;
    private static readonly long s_longestStale = (long)Ttl.Max.TotalMilliseconds;

    /// <summary>Writes the header, and the tags behind it.</summary>
    /// <param name="destination">Takes <see cref="SizeWith"/> bytes.</param>
    /// <param name="key">The full key.</param>
    /// <param name="type">The value's.</param>
    /// <param name="created">Now.</param>
    /// <param name="isNull">Whether there is no body.</param>
    /// <param name="tags">With their stamps from before the body; null: none.</param>
    /// <param name="notes">What else is stored beside the value.</param>
    public static void WriteHeader(Span<byte> destination, ReadOnlySpan<byte> key, StoredType type, DateTimeOffset created, bool isNull, TagStamps? tags = null, in ValueNotes notes = default)
    {
        destination[0] = Version;
        destination[1] = (byte)FieldsOf(isNull, tags, notes);
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64BigEndian(destination[10..], type.Check(key));
        var fields = destination[HeaderSize..];
        if (tags is not null)
        {
            tags.Write(fields);
            fields = fields[tags.FieldSize..];
        }

        if (notes.ETag is { } etag)
        {
            fields[0] = (byte)Encoding.UTF8.GetBytes(etag, fields[1..]);
            fields = fields[(1 + fields[0])..];
        }

        if (notes.StaleIfError > TimeSpan.Zero)
            BinaryPrimitives.WriteInt64BigEndian(fields, (long)notes.StaleIfError.TotalMilliseconds);
    }

    /// <summary>The bytes before the body.</summary>
    public static int SizeWith(TagStamps? tags, in ValueNotes notes = default) =>
        HeaderSize + (tags?.FieldSize ?? 0) + (notes.ETag is { } etag ? 1 + Encoding.UTF8.GetByteCount(etag) : 0) + (notes.StaleIfError > TimeSpan.Zero ? sizeof(long) : 0);

    /// <summary>When a value was computed. Of bytes that <see cref="Read"/> accepts.</summary>
    public static DateTimeOffset CreatedOf(ReadOnlySpan<byte> stored) =>
        BinaryPrimitives.ReadInt64BigEndian(stored[2..]) is var created and >= 0 and <= LatestCreated ? DateTimeOffset.FromUnixTimeMilliseconds(created) : DateTimeOffset.UnixEpoch;

    /// <summary>What is stored beside a value. Of bytes that <see cref="Read"/> accepts.</summary>
    public static ValueNotes NotesOf(ReadOnlySpan<byte> stored)
    {
        var fields = (EnvelopeFields)stored[1];
        var at = HeaderSize + TagsOf(stored).Length;
        string? etag = null;
        if (fields.HasFlag(EnvelopeFields.ETag))
        {
            etag = Encoding.UTF8.GetString(stored.Slice(at + 1, stored[at]));
            at += 1 + stored[at];
        }

        var stale = fields.HasFlag(EnvelopeFields.StaleIfError) ? BinaryPrimitives.ReadInt64BigEndian(stored[at..]) : 0;
        return new(stale > 0 && stale <= s_longestStale ? TimeSpan.FromMilliseconds(stale) : TimeSpan.Zero, etag, fields.HasFlag(EnvelopeFields.NoNearEntry));
    }

    /// <summary>The field of the tags, of any bytes; empty if there is none.</summary>
    public static ReadOnlySpan<byte> TagsOf(ReadOnlySpan<byte> stored)
    {
        if (stored.Length <= HeaderSize || !((EnvelopeFields)stored[1]).HasFlag(EnvelopeFields.Tags))
            return default;
        var size = 1 + (stored[HeaderSize] * TagSize);
        return stored.Length < HeaderSize + size ? default : stored.Slice(HeaderSize, size);
    }

    /// <summary>Where the body begins, of any bytes, whosever they are; null if they are no envelope.</summary>
    public static int? BodyOf(ReadOnlySpan<byte> stored) => Inspect(stored, out var body) == EnvelopeKind.Value ? body : null;

    /// <summary>As <see cref="Read"/>, by a reader that asks nothing and knows neither key nor type: it does not look at <see cref="CheckOf"/>.</summary>
    public static EnvelopeKind Inspect(ReadOnlySpan<byte> stored, out int body)
    {
        body = HeaderSize;
        if (stored.Length < HeaderSize)
            return EnvelopeKind.Truncated;
        return stored[0] == Version ? Skip((EnvelopeFields)stored[1], stored, EnvelopeFields.None, ref body) : EnvelopeKind.OtherVersion;
    }

    /// <summary>What the writer made of key and type. Of bytes with a header.</summary>
    public static ulong CheckOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt64BigEndian(stored[10..]);

    /// <summary>Whether the value's own lifetime is too short for near caches. Of bytes that <see cref="Read"/> accepts.</summary>
    public static bool MayBeKeptNear(ReadOnlySpan<byte> stored) => !((EnvelopeFields)stored[1]).HasFlag(EnvelopeFields.NoNearEntry);

    /// <summary>Classifies stored bytes, and finds where the body of a value begins.</summary>
    /// <param name="stored">Any bytes.</param>
    /// <param name="key">The full key.</param>
    /// <param name="type">The reader's.</param>
    /// <param name="body">Where it begins.</param>
    /// <param name="asks">The fields for which the reader asks what they need.</param>
    public static EnvelopeKind Read(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> key, StoredType type, out int body, EnvelopeFields asks = EnvelopeFields.None)
    {
        body = HeaderSize;
        if (stored.Length < HeaderSize)
            return EnvelopeKind.Truncated;
        if (stored[0] != Version)
            return EnvelopeKind.OtherVersion;
        if (CheckOf(stored) != type.Check(key))
            return EnvelopeKind.Foreign;

        var fields = (EnvelopeFields)stored[1];
        return fields == EnvelopeFields.None ? EnvelopeKind.Value : Skip(fields, stored, EnvelopeFields.Asking & ~asks, ref body);
    }

    private static EnvelopeFields FieldsOf(bool isNull, TagStamps? tags, in ValueNotes notes) =>
        (isNull ? EnvelopeFields.Null : EnvelopeFields.None)
        | (tags is null ? EnvelopeFields.None : EnvelopeFields.Tags)
        | (notes.ETag is null ? EnvelopeFields.None : EnvelopeFields.ETag)
        | (notes.StaleIfError > TimeSpan.Zero ? EnvelopeFields.StaleIfError : EnvelopeFields.None)
        | (notes.IsShortLived ? EnvelopeFields.NoNearEntry : EnvelopeFields.None);

    private static EnvelopeKind Skip(EnvelopeFields fields, ReadOnlySpan<byte> stored, EnvelopeFields asking, ref int at)
    {
        if ((fields & ~EnvelopeFields.All) != 0)
            return EnvelopeKind.UnknownFlags;

        if (fields.HasFlag(EnvelopeFields.Tags))
        {
            if (at >= stored.Length)
                return EnvelopeKind.Truncated;
            at += 1 + (stored[at] * TagSize);
        }

        if (fields.HasFlag(EnvelopeFields.ETag))
        {
            if (at >= stored.Length)
                return EnvelopeKind.Truncated;
            at += 1 + stored[at];
        }

        if (fields.HasFlag(EnvelopeFields.StaleIfError))
            at += sizeof(long);
        if (at > stored.Length)
            return EnvelopeKind.Truncated;

        // The reader cannot tell whether its tags are still valid, or how long it is fresh.
        if ((fields & asking) != 0)
            return EnvelopeKind.AsksMore;
        if (!fields.HasFlag(EnvelopeFields.Null))
            return EnvelopeKind.Value;
        return at == stored.Length ? EnvelopeKind.Null : EnvelopeKind.TrailingBytes;
    }
}

/// <summary>The flags of an envelope, and which fields follow.</summary>
[Flags]
internal enum EnvelopeFields : byte
{
    None = 0,

    /// <summary>A null, and no body.</summary>
    Null = 1,

    /// <summary><c>n (1) | n × (hash of the tag 8, stamp 8)</c>.</summary>
    Tags = 2,

    /// <summary><c>length (1) | bytes</c>.</summary>
    ETag = 4,

    /// <summary>How long after its expiry the value may be returned for a body that fails: milliseconds (8).</summary>
    StaleIfError = 8,

    /// <summary>Near caches do not keep it; no bytes.</summary>
    NoNearEntry = 16,

    /// <summary>Those that need more than the value: the stamps of tags; where the value is in its life.</summary>
    Asking = Tags | StaleIfError,

    All = Null | Tags | ETag | StaleIfError | NoNearEntry,
}

/// <summary>The kinds of stored bytes. All but the first two are misses.</summary>
internal enum EnvelopeKind
{
    Value,
    Null,
    Truncated,
    OtherVersion,

    /// <summary>Written for another key, or as another type.</summary>
    Foreign,

    UnknownFlags,
    TrailingBytes,

    /// <summary>A value that needs a check which the reader does not do: whether its tags are valid, or how old it may be.</summary>
    AsksMore,
}
