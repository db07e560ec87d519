using System.Buffers.Binary;
using System.IO.Hashing;

namespace Derp.Kv.Runtime;

/// <summary>
/// What surrounds a cached value, big-endian:
/// <code>
/// version  1 byte   1
/// flags    1 byte   bit 0: null, and no body
/// created  8 bytes  Unix milliseconds
/// check    8 bytes  XxHash3 of the full key
/// body     rest     MessagePack, or a custom serializer's bytes
/// </code>
/// </summary>
internal static class Envelope
{
    public const int HeaderSize = 18;
    private const byte Version = 1;
    private const byte NullFlag = 1;

    public static void WriteHeader(Span<byte> destination, ReadOnlySpan<byte> key, DateTimeOffset created, bool isNull)
    {
        destination[0] = Version;
        destination[1] = isNull ? NullFlag : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64BigEndian(destination[10..], XxHash3.HashToUInt64(key));
    }

    public static EnvelopeKind Read(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> key)
    {
        if (stored.Length < HeaderSize)
            return EnvelopeKind.Truncated;
        if (stored[0] != Version)
            return EnvelopeKind.OtherVersion;
        if (BinaryPrimitives.ReadUInt64BigEndian(stored[10..]) != XxHash3.HashToUInt64(key))
            return EnvelopeKind.OtherKey;

        return (stored[1], stored.Length) switch
        {
            (0, _) => EnvelopeKind.Value,
            (NullFlag, HeaderSize) => EnvelopeKind.Null,
            (NullFlag, _) => EnvelopeKind.TrailingBytes,
            _ => EnvelopeKind.UnknownFlags,
        };
    }
}

/// <summary>What stored bytes turned out to be. All but the first two are misses.</summary>
internal enum EnvelopeKind
{
    Value,
    Null,
    Truncated,
    OtherVersion,
    OtherKey,
    UnknownFlags,
    TrailingBytes,
}
