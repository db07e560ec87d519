using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Valkey.Tests.Cluster;

/// <summary>Keys of a chosen slot.</summary>
internal static class SlotKeys
{
    public static string In(int slot, string name) => $"{{{SlotTags.For(slot)}}}{name}";

    public static byte[] BytesIn(int slot, string name) => Encoding.UTF8.GetBytes(In(slot, name));

    /// <summary>Slots that are spread evenly over the range.</summary>
    public static int[] Spread(int count) => [.. Enumerable.Range(0, count).Select(i => (i * HashSlot.Count / count) + 7)];
}
