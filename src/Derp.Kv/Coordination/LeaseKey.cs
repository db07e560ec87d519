using System.Text;

namespace Derp.Kv.Coordination;

/// <summary>
/// The key of a value's lease: in the slot of the value, and different from the lease of every other value.
/// <list type="bullet">
/// <item>A key with a hash tag keeps it: <c>key%lock</c>.</item>
/// <item>A key without one, and without a <c>}</c>, becomes the tag: <c>{key}%lock</c>.</item>
/// <item>Any other key gets a tag of its own slot: <c>{t}key%lock%</c>. That takes in the empty key, a stray brace, and
/// <c>{key}</c> itself, whose <c>{key}%lock</c> would be the lease of <c>key</c>; the last <c>%</c> keeps these apart
/// from a key that begins with the same tag.</item>
/// </list>
/// </summary>
internal static class LeaseKey
{
    public static byte[] Of(ReadOnlySpan<byte> key)
    {
        if (key.EndsWith("%lock"u8) || key.EndsWith("%lock%"u8))
            throw new ArgumentException("A key that ends in %lock or %lock% is reserved for a lease. Choose another key.", nameof(key));

        var tag = HashSlot.TagOf(key);
        if (!tag.IsEmpty)
            return IsOnlyTag(key, tag) ? Tagged(key) : [.. key, .. "%lock"u8];

        return key.IsEmpty || key.Contains((byte)'}')
            ? Tagged(key)
            : [(byte)'{', .. key, .. "}%lock"u8];
    }

    private static bool IsOnlyTag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> tag) => key[0] == (byte)'{' && key.Length == tag.Length + 2;

    private static byte[] Tagged(ReadOnlySpan<byte> key)
    {
        var slotTag = Encoding.ASCII.GetBytes(SlotTags.For(HashSlot.Of(key)));
        return [(byte)'{', .. slotTag, (byte)'}', .. key, .. "%lock%"u8];
    }
}
