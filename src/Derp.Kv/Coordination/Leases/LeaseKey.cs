using System.Text;

namespace Derp.Kv.Coordination.Leases;

/// <summary>
/// The key of a value's lease: in the slot of the value, and different from the lease of every other value.
/// <list type="bullet">
/// <item>A key with a hash tag keeps it: <c>key%lock</c>.</item>
/// <item>A key without one, and without a <c>}</c>, becomes the tag: <c>{key}%lock</c>.</item>
/// <item>Any other key gets a tag of its own slot: <c>{t}key%lock%</c>. Such are the empty key, a stray brace, and
/// <c>{key}</c> itself, whose <c>{key}%lock</c> would be the lease of <c>key</c>; the last <c>%</c> keeps these apart
/// from a key that begins with the same tag.</item>
/// </list>
/// </summary>
internal static class LeaseKey
{
    public static byte[] Of(ReadOnlySpan<byte> key)
    {
        if (IsReserved(key))
            throw new ArgumentException("A key that ends in %lock or %lock% is reserved for a lease. Choose another key.", nameof(key));

        var tag = HashSlot.TagOf(key);
        if (!tag.IsEmpty)
            return IsOnlyTag(key, tag) ? Tagged(key) : [.. key, .. "%lock"u8];

        return key.IsEmpty || key.Contains((byte)'}')
            ? Tagged(key)
            : [(byte)'{', .. key, .. "}%lock"u8];
    }

    /// <summary>Reads the value's key from any of the three forms; false: these are not a lease's bytes.</summary>
    public static bool TryReadKey(ReadOnlySpan<byte> leaseKey, out byte[] key)
    {
        key = [];
        if (leaseKey.EndsWith("%lock%"u8))
        {
            var end = leaseKey.IndexOf((byte)'}');
            return end > 0 && TryRead(leaseKey[(end + 1)..^"%lock%"u8.Length], leaseKey, ref key);
        }

        if (!leaseKey.EndsWith("%lock"u8))
            return false;
        var rest = leaseKey[..^"%lock"u8.Length];
        return TryRead(rest, leaseKey, ref key)
            || (rest.Length > 2 && rest[0] == (byte)'{' && rest[^1] == (byte)'}' && TryRead(rest[1..^1], leaseKey, ref key));
    }

    // The name of the key's lease decides: a tag of another slot, or a key that is itself a lease's, has none.
    private static bool TryRead(ReadOnlySpan<byte> candidate, ReadOnlySpan<byte> leaseKey, ref byte[] key)
    {
        if (IsReserved(candidate) || !leaseKey.SequenceEqual(Of(candidate)))
            return false;
        key = candidate.ToArray();
        return true;
    }

    /// <summary>
    /// Where the owner of a lease puts a large value before its commit: <c>{key}%lock%…%lock%lock</c>, with the token's hexadecimal digits. No
    /// key has it for its lease, because a key that ends in <c>%lock</c> has none.
    /// </summary>
    public static byte[] StagingOf(ReadOnlySpan<byte> leaseKey, LeaseToken token)
    {
        var digits = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(token.ToArray()));
        return [.. leaseKey, (byte)'%', .. digits, .. "%lock%lock"u8];
    }

    /// <summary>Whether a value stands there that is not committed yet.</summary>
    public static bool IsStaging(ReadOnlySpan<byte> key) => key.EndsWith("%lock%lock"u8);

    private static bool IsReserved(ReadOnlySpan<byte> key) => key.EndsWith("%lock"u8) || key.EndsWith("%lock%"u8);

    private static bool IsOnlyTag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> tag) => key[0] == (byte)'{' && key.Length == tag.Length + 2;

    private static byte[] Tagged(ReadOnlySpan<byte> key)
    {
        var slotTag = Encoding.ASCII.GetBytes(SlotTags.For(HashSlot.Of(key)));
        return [(byte)'{', .. slotTag, (byte)'}', .. key, .. "%lock%"u8];
    }
}
