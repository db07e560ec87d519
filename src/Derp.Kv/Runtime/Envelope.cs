using System.Buffers.Binary;
using Derp.Kv.Coordination;

namespace Derp.Kv.Runtime;

/// <summary>
/// What surrounds a cached value, big-endian:
/// <code>
/// version  1 byte   2
/// flags    1 byte   which fields follow
/// created  8 bytes  Unix milliseconds
/// check    8 bytes  XxHash3 of the full key and the full name of the value's type
/// fields            by the flags, in their order
/// body     rest     MessagePack, or a custom serializer's bytes; none of a null
/// </code>
/// This version writes no field. It reads those that change nothing for it, so that what a later one has stored is still a value.
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

    /// <summary>Says what stored bytes are, and where the body of a value begins.</summary>
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

        // Whether its tags still stand, and how long it is fresh, is not for this version to say.
        if ((fields & (EnvelopeFields.Tags | EnvelopeFields.StaleIfError)) != 0)
            return EnvelopeKind.AsksMore;
        if (!fields.HasFlag(EnvelopeFields.Null))
            return EnvelopeKind.Value;
        return at == stored.Length ? EnvelopeKind.Null : EnvelopeKind.TrailingBytes;
    }
}

/// <summary>What the flags of an envelope say, and which fields follow.</summary>
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

    /// <summary>How long after its lifetime the value may answer for a body that fails: milliseconds (8).</summary>
    StaleIfError = 8,

    /// <summary>Near caches make no entry of it; no bytes.</summary>
    NoNearEntry = 16,

    All = Null | Tags | ETag | StaleIfError | NoNearEntry,
}

/// <summary>What stored bytes turned out to be. All but the first two are misses.</summary>
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

    /// <summary>A value of which more must be asked than this version can: whether its tags stand, or how old it may be.</summary>
    AsksMore,
}
