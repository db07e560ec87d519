using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Cluster;

// C16 on a cluster: a notice reaches every node, whichever has the key and whichever the waiter subscribed to.
public sealed class ClusterNoticeTests(SharedCluster shared)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("commit")]
    [InlineData("release")]
    [InlineData("invalidate")]
    public async Task C16_Waiters_are_woken_by_notice_across_nodes(string end)
    {
        var endpoints = (await shared.StartedAsync()).Endpoints;
        var options = new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20), KeyPrefix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) };
        await using var holding = await ValkeyClients.ConnectAsync(endpoints, options);
        await using var waiting = await ValkeyClients.ConnectAsync(endpoints, options);

        // A waiter that polled, or waited for the lease to end, would not be back today.
        foreach (var slot in SlotKeys.Spread(6))
        {
            var (key, token) = (SlotKeys.BytesIn(slot, options.KeyPrefix + end), LeaseToken.Create());
            Assert.True((await holding.GetOrLeaseAsync(key, token, s_day)).IsGranted);
            var waiter = waiting.GuardedGetAsync(key, static _ => new([9]), s_day, lockTtl: s_day, retryDelay: s_day).AsTask();
            await ValkeyCluster.UntilAsync("the lease is marked", async () => await holding.GetAsync(LeaseKey.Of(key)) is [.., 1]);

            if (end == "commit")
                Assert.True(await holding.CommitLeaseAsync(key, token, new byte[] { 1 }, s_day));
            else if (end == "release")
                Assert.True(await holding.ReleaseLeaseAsync(key, token));
            else
                Assert.False(await holding.InvalidateAsync(key));

            Assert.Equal(end == "commit" ? [1] : [9], await waiter.WaitAsync(s_patience));
            await holding.InvalidateAsync(key);
        }
    }
}
