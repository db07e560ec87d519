using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Cluster;

// C23: a value and its lease are in one slot, by the server's own reckoning.
public sealed class LeaseSlotTests(SharedCluster shared)
{
    private const int Keys = 1500;

    [Fact]
    public async Task C23_Value_and_lease_of_any_key_are_in_one_slot()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var node = (await shared.StartedAsync()).Nodes[0];
        await using var connection = await RespConnection.OpenAsync(node.Server.Port);
        for (var i = 0; i < Keys; i++)
        {
            var key = NextKey(random);
            var lease = LeaseKey.Of(key);
            var slot = await SlotAsync(key);
            Assert.True(slot == await SlotAsync(lease), $"Seed {seed}: {Convert.ToHexString(key)} and its lease are apart.");
            Assert.True(slot == await SlotAsync(LeaseKey.StagingOf(lease, LeaseToken.Create())), $"Seed {seed}: {Convert.ToHexString(key)} and what is staged for it are apart.");
            Assert.Equal(slot, HashSlot.Of(key));
        }

        async Task<long> SlotAsync(byte[] key) => (long)(await connection.SendAsync("CLUSTER", "KEYSLOT", Encoding.Latin1.GetString(key)))!;
    }

    [Fact]
    public async Task C23_The_tag_of_each_slot_leads_there()
    {
        var node = (await shared.StartedAsync()).Nodes[0];
        await using var connection = await RespConnection.OpenAsync(node.Server.Port);
        foreach (var slot in SlotKeys.Spread(500))
            Assert.Equal((long)slot, await connection.SendAsync("CLUSTER", "KEYSLOT", SlotKeys.In(slot, slot.ToString(CultureInfo.InvariantCulture))));
    }

    // Half of the bytes are those that a hash tag is made of.
    private static byte[] NextKey(Random random)
    {
        while (true)
        {
            var key = new byte[random.Next(40)];
            random.NextBytes(key);
            for (var i = 0; i < key.Length; i++)
            {
                if (random.Next(2) == 0)
                    key[i] = (byte)"{}a%"[random.Next(4)];
            }

            if (!key.AsSpan().EndsWith("%lock"u8) && !key.AsSpan().EndsWith("%lock%"u8))
                return key;
        }
    }
}
