using System.Collections.Concurrent;
using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Valkey.Tests.Cluster;

// Slots move from node to node with their keys; callers hear nothing of it.
public sealed class ReshardingTests(SteadyCluster own) : IClassFixture<SteadyCluster>
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private ValkeyCluster Cluster => own.Cluster;

    [Fact]
    public async Task Many_keys_are_single_commands_to_their_primaries()
    {
        await using var client = own.CreateClient(s_patience);
        await client.ConnectAsync();
        foreach (var node in Cluster.Nodes)
            await node.Server.ResetCommandStatsAsync();
        var keys = SlotKeys.Spread(30).Select(static slot => (ReadOnlyMemory<byte>)SlotKeys.BytesIn(slot, "many")).ToArray();

        await client.MSetAsync([.. keys.Select(static key => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, key))]);
        Assert.Equal(keys.Select(static key => key.ToArray()), await client.MGetAsync(keys));
        Assert.Equal(30, await client.DeleteManyAsync(keys));

        var sent = new Dictionary<string, long> { ["get"] = 0, ["set"] = 0, ["unlink"] = 0, ["mget"] = 0, ["mset"] = 0 };
        foreach (var node in Cluster.Nodes.Take(3))
        {
            foreach (var (command, calls) in await node.Server.CommandStatsAsync())
            {
                if (sent.ContainsKey(command))
                    sent[command] += calls;
            }
        }

        Assert.Equal(new() { ["get"] = 30, ["set"] = 30, ["unlink"] = 30, ["mget"] = 0, ["mset"] = 0 }, sent);
    }

    [Fact]
    public async Task A_script_finds_its_slot_on_a_node_that_has_never_seen_it()
    {
        const int slot = 100;
        await using var client = own.CreateClient(s_patience);
        var (key, token) = (SlotKeys.BytesIn(slot, "moved"), LeaseToken.Create());
        Assert.True((await client.GetOrLeaseAsync(key, token, s_minute)).IsGranted);

        // MOVED, and behind it NOSCRIPT.
        var (from, to) = (await Cluster.OwnerAsync(slot), await Cluster.OwnerAsync(16000));
        await to.CommandAsync("SCRIPT", "FLUSH");
        await ClusterMoves.MoveAsync(slot, from, to);
        Assert.True(await client.CommitLeaseAsync(key, token, "value"u8.ToArray(), s_minute));
        Assert.Equal("value"u8.ToArray(), await client.GetAsync(key));

        // ASK, and behind it NOSCRIPT: a script of one key, whose key has moved before its slot.
        await from.CommandAsync("SCRIPT", "FLUSH");
        await ClusterMoves.BeginMoveAsync(slot, to, from);
        await ClusterMoves.MoveKeysAsync(slot, to, from);
        Assert.True(await client.CompareAndSetAsync(key, "value"u8.ToArray(), "next"u8.ToArray(), s_minute));
        await ClusterMoves.EndMoveAsync(slot, to, from);
        Assert.Equal("next"u8.ToArray(), await client.GetAsync(key));
    }

    // Both commands of its commit are sent on, in whatever order.
    [Fact]
    public async Task A_large_value_is_committed_where_its_slot_has_moved_to()
    {
        const int slot = 150;
        await using var client = own.CreateClient(s_patience);
        var (key, token, value) = (SlotKeys.BytesIn(slot, "large"), LeaseToken.Create(), new byte[200_000]);
        foreach (var to in new[] { await Cluster.OwnerAsync(16000), await Cluster.OwnerAsync(slot) })
        {
            Assert.True((await client.GetOrLeaseAsync(key, token, s_minute)).IsGranted);
            await ClusterMoves.MoveAsync(slot, await Cluster.OwnerAsync(slot), to);
            Assert.True(await client.CommitLeaseAsync(key, token, value, s_minute));
            Assert.Equal(value, await client.GetAsync(key));
            Assert.True(await client.InvalidateAsync(key));
        }
    }

    // Value and lease are two keys: while their slot is on its way, neither node can serve both.
    [Fact]
    public async Task A_lease_waits_for_a_slot_that_is_on_its_way()
    {
        const int slot = 200;
        var logs = new FakeLogCollector();
        await using var client = own.CreateClient(s_patience, logs);
        var (from, to) = (await Cluster.OwnerAsync(slot), await Cluster.OwnerAsync(16000));
        await ClusterMoves.BeginMoveAsync(slot, from, to);
        await to.Server.ResetCommandStatsAsync();
        var runs = 0;

        var call = client.GuardedGetAsync(SlotKeys.BytesIn(slot, "cold"), _ => new([(byte)Interlocked.Increment(ref runs)]), s_minute, lockTtl: s_minute).AsTask();
        await ValkeyCluster.UntilAsync("the script was refused", async () =>
            (await to.Server.InfoAsync("errorstats", "errorstat_TRYAGAIN", otherwise: "count=0")) != "count=0");
        Assert.False(call.IsCompleted);
        await ClusterMoves.EndMoveAsync(slot, from, to);

        Assert.Equal([1], await call);
        Assert.Equal([1], await client.GetAsync(SlotKeys.BytesIn(slot, "cold")));
        Assert.Empty(logs.GetSnapshot());
    }

    [Fact]
    public async Task A_slot_that_does_not_arrive_is_unavailable_after_the_time_out()
    {
        const int slot = 300;
        await using var client = own.CreateClient(TimeSpan.FromMilliseconds(300));
        var (from, to) = (await Cluster.OwnerAsync(slot), await Cluster.OwnerAsync(16000));
        await ClusterMoves.BeginMoveAsync(slot, from, to);

        var failure = await Assert.ThrowsAsync<KvUnavailableException>(async () =>
            await client.GetOrLeaseAsync(SlotKeys.BytesIn(slot, "cold"), LeaseToken.Create(), s_minute));
        Assert.False(failure.OutcomeUnknown);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await client.InvalidateAsync(SlotKeys.BytesIn(slot, "cold"), source.Token));

        await ClusterMoves.EndMoveAsync(slot, from, to);
        Assert.False(await client.InvalidateAsync(SlotKeys.BytesIn(slot, "cold")));
    }

    [Fact]
    public async Task Resharding_under_load_fails_no_call_runs_no_body_twice_and_loses_no_count()
    {
        const int rounds = 2;
        var slots = SlotKeys.Spread(12);
        var logs = new FakeLogCollector();
        await using var client = own.CreateClient(s_patience, logs);
        await using var other = own.CreateClient(s_patience, logs);
        await client.ConnectAsync();
        await other.ConnectAsync();
        var (payments, permits) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, int>());
        await using var load = new Workers(8, async (worker, turn) =>
        {
            var kv = worker % 2 == 0 ? client : other;
            var slot = slots[((worker % 4 * 5) + turn) % slots.Length];
            var payment = SlotKeys.In(slot, $"pay{worker % 4}-{turn}");
            var counter = SlotKeys.In(slot, "counter");
            var expected = SlotKeys.BytesIn(slot, "page");
            Assert.Equal(expected, await kv.GuardedGetAsync(SlotKeys.BytesIn(slot, $"page{turn % 5}"), _ => new(expected), TimeSpan.FromMilliseconds(40)));
            await kv.IdempotentExecuteAsync(
                payment,
                _ => new ValueTask<string?>(payments.AddOrUpdate(payment, 1, static (_, runs) => runs + 1).ToString(CultureInfo.InvariantCulture)),
                Utf8Serializer.Instance,
                keyPrefix: "p");
            var permit = await kv.RateLimitAsync(counter, limit: 1_000_000, TimeSpan.FromHours(1), keyPrefix: "l");
            Assert.True(permit is { Allowed: true, Counted: true });
            permits.AddOrUpdate(counter, 1, static (_, count) => count + 1);
        });

        // Each slot goes to the next node and on; callers get a moment of each state.
        for (var round = 0; round < rounds; round++)
        {
            foreach (var slot in slots)
            {
                var from = await Cluster.OwnerAsync(slot);
                var to = Cluster.Nodes[(Cluster.Nodes.ToList().IndexOf(from) + 1) % 3];
                await ClusterMoves.BeginMoveAsync(slot, from, to);
                await client.ExistsAsync(SlotKeys.BytesIn(slot, "moment"));
                await ClusterMoves.MoveKeysAsync(slot, from, to);
                await client.ExistsAsync(SlotKeys.BytesIn(slot, "moment"));
                await ClusterMoves.EndMoveAsync(slot, from, to);
                Assert.False(load.HaveEnded);
            }
        }

        await load.StopAsync();
        Assert.Empty(logs.GetSnapshot().Select(static record => record.Message));
        Assert.All(payments, static payment => Assert.Equal(1, payment.Value));
        foreach (var (counter, count) in permits)
            Assert.Equal(count, (await client.RateLimitAsync(counter, limit: 1_000_000, TimeSpan.FromHours(1), keyPrefix: "l", cost: 0)).Count);
    }

    [Fact]
    public async Task Scan_lists_a_key_once_while_its_slot_moves()
    {
        await using var client = own.CreateClient(s_patience);
        var slots = SlotKeys.Spread(60);
        foreach (var slot in slots)
            await client.SetAsync(SlotKeys.BytesIn(slot, "scan%moving"), "value"u8.ToArray(), s_minute);

        // The second page comes from a node that got the slot after the first was read.
        var listed = new List<string>();
        await foreach (var key in client.ScanAsync())
        {
            var text = System.Text.Encoding.UTF8.GetString(key);
            if (!text.EndsWith("scan%moving", StringComparison.Ordinal))
                continue;
            listed.Add(text);
            if (listed.Count != 1)
                continue;
            var slot = HashSlot.Of(key);
            var from = await Cluster.OwnerAsync(slot);
            foreach (var to in Cluster.Nodes.Take(3).Where(node => node != from))
            {
                await ClusterMoves.MoveAsync(slot, await Cluster.OwnerAsync(slot), to);
            }
        }

        Assert.Equal(slots.Length, listed.Count);
        Assert.Equal(slots.Length, listed.Distinct().Count());
    }
}
