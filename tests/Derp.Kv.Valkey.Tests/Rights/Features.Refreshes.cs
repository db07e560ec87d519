using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Rights;

// Each step of a renewal, by a user who may do no more.
internal sealed partial record Feature
{
    private static async Task RefreshAsync(KvClient client, ValkeyServer server)
    {
        // Twice: the library knows the scripts by then.
        for (var i = 0; i < 2; i++)
        {
            var (key, value, owner) = (NewKey(), "1"u8.ToArray(), LeaseToken.Create());
            Assert.Equal([null, null], await client.MGetAsync([LeaseKey.Of(key), key]));
            Assert.Equal(RefreshAnswer.Granted, (await client.GetOrRefreshAsync(key, owner, s_minute, default, s_minute)).Answer);
            Assert.True(await client.CommitRefreshAsync(key, owner, value, s_minute * 2, s_minute));
            Assert.Equal(RefreshAnswer.Fresh, (await client.GetOrRefreshAsync(key, owner, s_minute, value, s_minute)).Answer);
            Assert.True(await client.InvalidateAsync(key));

            // What was stored before is past its lifetime when the lease is renewed, and its body fails.
            await server.CommandAsync("SET", Encoding.UTF8.GetString(key), "1", "PX", "120000");
            Assert.Equal(ValueZone.Due, (await client.GetOrRefreshAsync(key, owner, s_minute, value, s_minute)).Zone);
            Assert.Equal(RefreshAnswer.Held, (await client.GetOrRefreshAsync(key, LeaseToken.Create(), s_minute, value, s_minute)).Answer);
            Assert.True(await client.RenewRefreshAsync(key, owner, s_minute, s_minute * 3));
            Assert.Equal((byte)ValueZone.Expired, (await client.GetAsync(LeaseKey.Of(key)))![KeyState.ZoneAt]);
            Assert.NotNull(await client.FailRefreshAsync(key, owner, s_minute * 3));
            Assert.Equal(RefreshAnswer.Paused, (await client.GetOrRefreshAsync(key, owner, s_minute, value, s_minute * 3)).Answer);
            Assert.True(await client.InvalidateAsync(key));
        }
    }
}
