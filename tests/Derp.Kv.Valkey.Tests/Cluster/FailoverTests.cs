using System.Collections.Concurrent;
using System.Globalization;
using ClusterNode = Derp.Kv.Servers.ClusterNode;
using ConnectionMultiplexer = StackExchange.Redis.ConnectionMultiplexer;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Derp.Kv.Valkey.Tests.Cluster;

// A primary dies or steps down. What its replica had is there; what it had not is the documented loss.
public sealed class FailoverTests(MortalCluster own) : IClassFixture<MortalCluster>
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private ValkeyCluster Cluster => own.Cluster;

    [Fact]
    public async Task A_primary_that_is_killed_under_load_is_succeeded_and_nothing_that_was_replicated_is_lost()
    {
        await using var client = own.CreateClient(TimeSpan.FromSeconds(2));
        await client.ConnectAsync();
        var slots = SlotKeys.Spread(30);
        var (runs, known) = (new ConcurrentDictionary<string, int>(), new List<string>());
        foreach (var slot in slots)
        {
            known.Add(SlotKeys.In(slot, "before"));
            Assert.False((await PayAsync(known[^1])).IsReplay);
            await client.GuardedGetAsync(SlotKeys.BytesIn(slot, "page"), _ => new([1]), s_hour);
        }

        foreach (var primary in await PrimariesAsync())
            await CaughtUpAsync(primary);
        var (refused, uncounted) = (0, 0);
        await using var load = new Workers(8, async (worker, turn) =>
        {
            var slot = slots[(worker + turn) % slots.Length];

            // The cache and the limiter go on without the store; a claim is refused, and its body does not run.
            Assert.Equal([1], await client.GuardedGetAsync(SlotKeys.BytesIn(slot, "page"), _ => new([1]), s_hour));
            if (!(await client.RateLimitAsync(SlotKeys.In(slot, "counter"), 1_000_000, s_hour)).Counted)
                Interlocked.Increment(ref uncounted);
            try
            {
                await PayAsync(SlotKeys.In(slot, $"during{worker}-{turn}"));
            }
            catch (KvUnavailableException)
            {
                // Refused at once and again and again, the load would take the machine from the servers that elect.
                Interlocked.Increment(ref refused);
                await Task.Delay(5);
            }
        });

        var dead = await Cluster.OwnerAsync(0);
        dead.Server.Kill();
        await ValkeyCluster.UntilAsync("the replica has taken over", () => SucceededAsync(0));
        await ServedAsync(client, slots);
        await load.StopAsync();

        Assert.True(refused > 0 && uncounted > 0, "The failover was not seen.");
        foreach (var payment in known)
            Assert.True((await PayAsync(payment)).IsReplay);
        Assert.All(runs, static payment => Assert.Equal(1, payment.Value));

        // The dead node is no primary any more, so that it is not missed; and it comes back as a replica.
        await AllListedAsync(client, slots);
        await Cluster.RestartAsync(dead);
        await WholeAsync();
        await AllListedAsync(client, slots);

        ValueTask<IdempotentResult<string?>> PayAsync(string key) => client.IdempotentExecuteAsync(
            key,
            _ => new ValueTask<string?>(runs.AddOrUpdate(key, 1, static (_, n) => n + 1).ToString(CultureInfo.InvariantCulture)),
            Utf8Serializer.Instance);
    }

    // Every slot is served: a check that asks every node would take the application out of service.
    [Fact]
    public async Task With_one_of_six_nodes_down_the_health_check_says_healthy()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDerpKv(kv => kv.UseStackExchangeRedis(Cluster.Endpoints).Configure(static options => options.OperationTimeout = TimeSpan.FromSeconds(20)));
        services.AddHealthChecks().AddDerpKv(requireStore: true);
        await using var provider = services.BuildServiceProvider();
        var checks = provider.GetRequiredService<HealthCheckService>();
        await provider.GetRequiredService<KvClient>().ConnectAsync();
        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);

        var replica = await ReplicaOfAsync(await Cluster.OwnerAsync(0));
        replica.Server.Kill();

        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);
        await Cluster.RestartAsync(replica);
        await WholeAsync();
    }

    [Fact]
    public async Task A_primary_that_steps_down_under_load_loses_no_count_and_no_claim()
    {
        await using var client = own.CreateClient(TimeSpan.FromSeconds(20));
        await client.ConnectAsync();
        var slots = SlotKeys.Spread(12);
        var (counts, runs) = (new ConcurrentDictionary<int, int>(), 0);
        await using var load = new Workers(8, async (worker, turn) =>
        {
            var slot = slots[(worker + turn) % slots.Length];
            var permit = await client.RateLimitAsync(SlotKeys.In(slot, "graceful"), 1_000_000, s_hour, onUnavailable: RateLimitUnavailable.Throw);
            Assert.True(permit is { Counted: true, Allowed: true });
            counts.AddOrUpdate(slot, 1, static (_, n) => n + 1);
            Assert.False(await client.AlreadyProcessedAsync(SlotKeys.In(slot, $"event{worker}-{turn}")));
            Interlocked.Increment(ref runs);
        });
        await ReachesAsync(() => runs, 100);

        var primary = await Cluster.OwnerAsync(slots[0]);
        var replica = await ReplicaOfAsync(primary);
        await ValkeyCluster.TakeOverAsync(replica);
        await ReachesAsync(() => runs, Volatile.Read(ref runs) + 100);
        await load.StopAsync();

        foreach (var (slot, count) in counts)
            Assert.Equal(count, (await client.RateLimitAsync(SlotKeys.In(slot, "graceful"), 1_000_000, s_hour, cost: 0)).Count);
        await WholeAsync();

        async Task ReachesAsync(Func<int> count, int wanted) => await ValkeyCluster.UntilAsync("the load goes on", () =>
        {
            Assert.False(load.HaveEnded);
            return Task.FromResult(count() >= wanted);
        });
    }

    // A replica would answer with what its primary was; and keys of a node that nobody reaches are not "no keys".
    [Fact]
    public async Task Without_its_primary_a_slot_is_unavailable_and_not_read_from_the_replica()
    {
        await using var client = own.CreateClient(TimeSpan.FromSeconds(2));
        var slots = SlotKeys.Spread(12);
        foreach (var slot in slots)
            await client.SetAsync(SlotKeys.BytesIn(slot, "known"), "value"u8.ToArray(), s_hour);
        var primary = await Cluster.OwnerAsync(slots[0]);
        var (replica, others) = (await ReplicaOfAsync(primary), (await PrimariesAsync()).Where(node => node != primary).ToArray());
        var mine = new HashSet<int>();
        foreach (var slot in slots)
        {
            if (await Cluster.OwnerAsync(slot) == primary)
                mine.Add(slot);
        }

        foreach (var node in others.Append(replica))
        {
            await node.CommandAsync("CONFIG", "SET", "cluster-replica-no-failover", "yes");
            await node.CommandAsync("CONFIG", "SET", "cluster-require-full-coverage", "no");
            await node.CommandAsync("CONFIG", "SET", "cluster-allow-reads-when-down", "yes");
        }

        primary.Server.Kill();
        foreach (var slot in mine)
        {
            await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.GetAsync(SlotKeys.BytesIn(slot, "known")));
            await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.ExistsAsync(SlotKeys.BytesIn(slot, "known")));
            await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.InvalidateAsync(SlotKeys.BytesIn(slot, "known")));
        }

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await AllListedAsync(client, slots));
        var keys = slots.Select(static slot => (ReadOnlyMemory<byte>)SlotKeys.BytesIn(slot, "many")).ToArray();
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.MGetAsync(keys));
        var partly = await Assert.ThrowsAsync<KvUnavailableException>(async () =>
            await client.MSetAsync([.. keys.Select(static key => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, key))], s_hour));
        var written = 0;
        foreach (var slot in slots.Where(slot => !mine.Contains(slot)))
            written += await client.ExistsAsync(SlotKeys.BytesIn(slot, "many")) ? 1 : 0;
        Assert.Equal(written > 0, partly.OutcomeUnknown);

        // A client that starts now reaches the others, whichever of its addresses is the dead one.
        await using (var late = new StackExchangeRedisKvClient($"{primary.Server.Endpoint},{others[0].Server.Endpoint}", new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) }))
        {
            Assert.Equal("value"u8.ToArray(), await late.GetAsync(SlotKeys.BytesIn(slots.First(slot => !mine.Contains(slot)), "known")));
        }

        await Cluster.RestartAsync(primary);
        await WholeAsync();
        foreach (var node in others.Append(replica))
            await Cluster.ConfigureAsync(node);
        await ServedAsync(client, slots);
    }

    [Fact]
    public async Task A_connection_of_someone_else_to_a_cluster_serves_as_well()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Cluster.Endpoints);
        await using var client = new StackExchangeRedisKvClient(connection, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
        var slots = SlotKeys.Spread(9);
        var keys = slots.Select(static slot => (ReadOnlyMemory<byte>)SlotKeys.BytesIn(slot, "known")).ToArray();
        await client.MSetAsync([.. keys.Select(static key => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, key))], s_hour);
        Assert.Equal(keys.Select(static key => key.ToArray()), await client.MGetAsync(keys));
        await AllListedAsync(client, slots);
        Assert.Equal(9, await client.DeleteManyAsync(keys));
    }

    // The library hears of a new primary a moment after the cluster does.
    private static async Task ServedAsync(StackExchangeRedisKvClient client, int[] slots) =>
        await ValkeyCluster.UntilAsync("the client serves all slots", async () =>
        {
            try
            {
                foreach (var slot in slots)
                    await client.SetAsync(SlotKeys.BytesIn(slot, "known"), "value"u8.ToArray(), s_hour);
                return true;
            }
            catch (KvUnavailableException)
            {
                return false;
            }
        });

    private static async Task AllListedAsync(StackExchangeRedisKvClient client, int[] slots)
    {
        var listed = new HashSet<string>();
        await foreach (var key in client.ScanAsync())
            Assert.True(listed.Add(Convert.ToHexString(key)), "A key was listed twice.");
        Assert.All(slots, slot => Assert.Contains(Convert.ToHexString(SlotKeys.BytesIn(slot, "known")), listed));
    }

    private async Task<bool> SucceededAsync(int slot)
    {
        try
        {
            var owner = await Cluster.OwnerAsync(slot);
            return await owner.SeesWholeClusterAsync();
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<ClusterNode>> PrimariesAsync()
    {
        var primaries = new List<ClusterNode>();
        foreach (var node in Cluster.Nodes)
        {
            if (await node.IsPrimaryAsync())
                primaries.Add(node);
        }

        return primaries;
    }

    private async Task<ClusterNode> ReplicaOfAsync(ClusterNode primary)
    {
        foreach (var node in Cluster.Nodes.Where(node => node != primary))
        {
            if (await node.Server.InfoAsync("replication", "master_port", otherwise: "") == primary.Server.Port.ToString(CultureInfo.InvariantCulture))
                return node;
        }

        throw new InvalidOperationException("The primary has no replica.");
    }

    private static async Task CaughtUpAsync(ClusterNode primary)
    {
        var offset = long.Parse(await primary.Server.InfoAsync("replication", "master_repl_offset"), CultureInfo.InvariantCulture);
        await ValkeyCluster.UntilAsync("the replica has caught up", async () =>
            (await primary.Server.InfoAsync("replication", "slave0")).Split(',')
                .Where(static part => part.StartsWith("offset=", StringComparison.Ordinal))
                .Any(part => long.Parse(part["offset=".Length..], CultureInfo.InvariantCulture) >= offset));
    }

    private async Task WholeAsync() => await ValkeyCluster.UntilAsync("the cluster is whole", async () =>
    {
        foreach (var node in Cluster.Nodes)
        {
            if (!await node.SeesWholeClusterAsync())
                return false;
            if (!await node.IsPrimaryAsync() && await node.Server.InfoAsync("replication", "master_link_status") != "up")
                return false;
        }

        return (await PrimariesAsync()).Count == 3;
    });
}
