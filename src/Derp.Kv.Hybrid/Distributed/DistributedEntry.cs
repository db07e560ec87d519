using System.Buffers;
using System.Buffers.Binary;

namespace Derp.Kv.Hybrid.Distributed;

/// <summary>
/// What is stored for an entry, big-endian:
/// <code>
/// version   1 byte   2
/// flags     1 byte   1: sliding; 2: absolute
/// sliding   8 bytes  milliseconds, 0 without
/// absolute  8 bytes  Unix milliseconds, 0 without
/// value     rest
/// </code>
/// Anything else is no entry.
/// </summary>
internal static class DistributedEntry
{
    public const int HeaderSize = 18;

    private const byte Version = 2;
    private const byte HasSliding = 1;
    private const byte HasAbsolute = 2;

    /// <param name="value">Any bytes.</param>
    /// <param name="lifetime">Of the entry.</param>
    public static byte[] Write(in ReadOnlySequence<byte> value, in Lifetime lifetime)
    {
        var bytes = new byte[HeaderSize + checked((int)value.Length)];
        bytes[0] = Version;
        bytes[1] = (byte)((lifetime.Sliding is null ? 0 : HasSliding) | (lifetime.Absolute is null ? 0 : HasAbsolute));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), (long)(lifetime.Sliding?.TotalMilliseconds ?? 0));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(10), lifetime.Absolute?.ToUnixTimeMilliseconds() ?? 0);
        value.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }

    /// <summary>False: these bytes are no entry.</summary>
    public static bool TryRead(ReadOnlySpan<byte> stored, out Lifetime lifetime)
    {
        lifetime = default;
        if (stored.Length < HeaderSize || stored[0] != Version || stored[1] > (HasSliding | HasAbsolute))
            return false;
        var sliding = BinaryPrimitives.ReadInt64BigEndian(stored[2..]);
        var absolute = BinaryPrimitives.ReadInt64BigEndian(stored[10..]);
        if (sliding < 0 || sliding > Ttl.Max.TotalMilliseconds || absolute < 0 || absolute > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        lifetime = new(
            (stored[1] & HasSliding) != 0 ? TimeSpan.FromMilliseconds(sliding) : null,
            (stored[1] & HasAbsolute) != 0 ? DateTimeOffset.FromUnixTimeMilliseconds(absolute) : null);
        return true;
    }
}
