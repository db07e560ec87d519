using System.Buffers.Binary;
using Derp.Kv.Coordination;

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
/// This version writes no field. It reads those that change nothing for it, so that it can read values that a later version has stored.
/// </summary>
internal static class Envelope
{
    public const int HeaderSize = 18;
    private const byte Version = 2;
    private const int TagSize = 16;

    public static void WriteHeader(Span<byte> destination, ReadOnlySpan<byte> key, StoredType type, DateTimeOffset created, bool isNull)
    {
        destination[0] = Version;
        destination[1] = (byte)(isNull ? EnvelopeFields.Null : EnvelopeFields.None);
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64BigEndian(destination[10..], type.Check(key));
    }

    /// <summary>Whether the value's own lifetime is too short for near caches. Of bytes that <see cref="Read"/> accepts.</summary>
    public static bool MayBeKeptNear(ReadOnlySpan<byte> stored) => !((EnvelopeFields)stored[1]).HasFlag(EnvelopeFields.NoNearEntry);

    /// <summary>Classifies stored bytes, and finds where the body of a value begins.</summary>
    public static EnvelopeKind Read(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> key, StoredType type, out int body)
    {
        body = HeaderSize;
        if (stored.Length < HeaderSize)
            return EnvelopeKind.Truncated;
        if (stored[0] != Version)
            return EnvelopeKind.OtherVersion;
        if (BinaryPrimitives.ReadUInt64BigEndian(stored[10..]) != type.Check(key))
            return EnvelopeKind.Foreign;

        var fields = (EnvelopeFields)stored[1];
        return fields == EnvelopeFields.None ? EnvelopeKind.Value : Skip(fields, stored, ref body);
    }

    private static EnvelopeKind Skip(EnvelopeFields fields, ReadOnlySpan<byte> stored, ref int at)
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

        // This version cannot tell whether its tags are still valid, or how long it is fresh.
        if ((fields & (EnvelopeFields.Tags | EnvelopeFields.StaleIfError)) != 0)
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

    /// <summary>A value that needs a check which this version cannot do: whether its tags are valid, or how old it may be.</summary>
    AsksMore,
}
