using System.Security.Cryptography;
using System.Text;
using Derp.Kv.Coordination;

namespace Derp.Kv.Keys;

/// <summary>
/// Keys over 512 bytes become their beginning, <c>%h</c> and SHA-256 of the whole in hexadecimal: readable at the
/// beginning, and different for different keys. Escaping cannot produce <c>%h</c>, so no short key looks like a long one. A hash tag that the
/// cut would lose is kept in front of the hash, so that a long key stays in the slot that its template chose.
/// </summary>
internal static class LongKey
{
    public const int MaxSize = 512;

    private const int HashSize = 2 * SHA256.HashSizeInBytes;
    private const int BeginningSize = MaxSize - 2 - HashSize;

    /// <summary>Whether a key was cut.</summary>
    public static bool IsCut(ReadOnlySpan<byte> key) => key.Length > HashSize + 2 && key[^(HashSize + 2)..].StartsWith("%h"u8);

    // A separate method, since its buffers would have to be cleared on each call of the other.
    public static byte[] Shorten(ReadOnlySpan<byte> key) => key.Length <= MaxSize ? key.ToArray() : Cut(key);

    private static byte[] Cut(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        var tag = TagBehind(key);
        var beginning = CutAt(key, tag.IsEmpty ? BeginningSize : Math.Min(key.IndexOf((byte)'{'), BeginningSize - tag.Length));
        return [.. beginning, .. tag, .. "%h"u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash))];
    }

    // The hash tag with its braces, if it ends behind the cut and is not too long to keep.
    private static ReadOnlySpan<byte> TagBehind(ReadOnlySpan<byte> key)
    {
        var tag = HashSlot.TagOf(key);
        var start = key.IndexOf((byte)'{');
        return tag.IsEmpty || start + tag.Length + 2 <= BeginningSize || tag.Length + 2 > BeginningSize
            ? default
            : key.Slice(start, tag.Length + 2);
    }

    private static ReadOnlySpan<byte> CutAt(ReadOnlySpan<byte> key, int length)
    {
        // Neither inside a character nor inside an escape, which is six bytes at most.
        while (length > 0 && (key[length] & 0xC0) == 0x80)
            length--;
        var escape = key[..length].LastIndexOf((byte)'%');
        return escape >= 0 && escape > length - 6 ? key[..escape] : key[..length];
    }
}
