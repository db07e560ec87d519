using System.Buffers.Binary;
using System.Text;

namespace Derp.Kv.Runtime.Named;

/// <summary>
/// The body of an entry whose tags are text, behind the envelope, big-endian. The names let a reader check an entry whose tags it did not name.
/// <code>
/// tags     1 byte   n, without the tag that every entry has
/// n ×      2 bytes  length
///                   UTF-8
/// kind     1 byte   0: null; 1: a value
/// payload  rest     the serializer's; none for a null
/// </code>
/// </summary>
internal static class NamedBody
{
    /// <summary>The most tags: the envelope counts them in a byte, with the one that every entry has.</summary>
    public const int MaxTags = byte.MaxValue - 1;

    /// <summary>The longest tag, in bytes of UTF-8.</summary>
    public const int MaxTagSize = ushort.MaxValue;

    public const byte Null = 0;
    public const byte Value = 1;

    /// <summary>Writes the names.</summary>
    /// <param name="names">At most <see cref="MaxTags"/>, each of at most <see cref="MaxTagSize"/>.</param>
    public static byte[] WriteNames(IReadOnlyList<string> names)
    {
        var size = 1;
        foreach (var name in names)
            size += sizeof(ushort) + Encoding.UTF8.GetByteCount(name);
        var bytes = new byte[size];
        bytes[0] = (byte)names.Count;
        var at = 1;
        foreach (var name in names)
        {
            var length = Encoding.UTF8.GetBytes(name, bytes.AsSpan(at + sizeof(ushort)));
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)length);
            at += sizeof(ushort) + length;
        }

        return bytes;
    }

    /// <summary>The names of any bytes; none if they are no body.</summary>
    public static List<string> NamesOf(ReadOnlySpan<byte> body)
    {
        var names = new List<string>();
        _ = Walk(body, names);
        return names;
    }

    /// <summary>Finds the payload of a value; false: the bytes are no body.</summary>
    /// <param name="body">Any bytes.</param>
    /// <param name="payload">Where it begins.</param>
    /// <param name="isNull">Whether there is none.</param>
    public static bool TryFindPayload(ReadOnlySpan<byte> body, out int payload, out bool isNull)
    {
        (payload, isNull) = (0, false);
        if (Walk(body, names: null) is not { } kind || kind >= body.Length || body[kind] > Value)
            return false;
        payload = kind + 1;
        isNull = body[kind] == Null;
        return !isNull || payload == body.Length;
    }

    // Returns where the kind is.
    private static int? Walk(ReadOnlySpan<byte> body, List<string>? names)
    {
        if (body.IsEmpty)
            return null;
        var at = 1;
        for (var left = body[0]; left > 0; left--)
        {
            if (body.Length - at < sizeof(ushort))
                return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
            at += sizeof(ushort);
            if (body.Length - at < length)
                return null;
            names?.Add(Encoding.UTF8.GetString(body.Slice(at, length)));
            at += length;
        }

        return at;
    }
}
