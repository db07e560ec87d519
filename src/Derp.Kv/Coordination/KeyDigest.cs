using System.IO.Hashing;

namespace Derp.Kv.Coordination;

/// <summary>What a notice of an invalidation carries in place of the key: XxHash3, 64 bits, the same in every process. Two keys with one digest cost a read.</summary>
internal static class KeyDigest
{
    public const int Size = sizeof(ulong);

    public static ulong Of(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key);
}
