using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Leases;

/// <summary>
/// A short hash tag for each slot: the smallest number whose lower-case hexadecimal text hashes to it.
/// Every process computes the same table, so all agree on the key of a lease.
/// </summary>
internal static class SlotTags
{
    private static readonly Lazy<string[]> s_tags = new(Create);

    public static string For(int slot) => s_tags.Value[slot];

    private static string[] Create()
    {
        var tags = new string[HashSlot.Count];
        Span<byte> text = stackalloc byte[8];
        for (int number = 0, missing = HashSlot.Count; missing > 0; number++)
        {
            number.TryFormat(text, out var length, "x", CultureInfo.InvariantCulture);
            var slot = HashSlot.Of(text[..length]);
            if (tags[slot] is not null)
                continue;

            tags[slot] = Encoding.ASCII.GetString(text[..length]);
            missing--;
        }

        return tags;
    }
}
