using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Valkey.Tests.Glide;

namespace Derp.Kv.Valkey.Tests.Cluster;

// One node of a cluster answers nothing: the items of the others are read and stored as ever.
public sealed class BatchNodeTests(SteadyCluster own) : IClassFixture<SteadyCluster>
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);
    private static readonly CachedBatchMethod<Key, int, string?> s_batch = new(
        "Tests.Many",
        new CachedMethod<Key, string?>("Tests.One", "node:{id}", "string", Conformance.Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromMinutes(5) }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B6_The_items_of_a_node_that_is_away_are_returned_and_those_of_the_others_are_stored(bool isGlide)
    {
        await using KvClient client = isGlide
            ? GlideClients.Of(own.Cluster.Endpoints, new KvClientOptions { OperationTimeout = s_timeout })
            : own.CreateClient(s_timeout);
        await client.ConnectAsync();
        var slots = SlotKeys.Spread(9);
        var silent = await own.Cluster.OwnerAsync(slots[0]);
        var (its, others) = (new List<int>(), new List<int>());
        foreach (var slot in slots)
            (await own.Cluster.OwnerAsync(slot) == silent ? its : others).Add(slot);
        Assert.True(its.Count > 0 && others.Count > 0);
        var name = Guid.NewGuid().ToString("N");

        // There is a connection to each node then.
        foreach (var slot in slots)
            Assert.False(await client.ExistsAsync(SlotKeys.BytesIn(slot, name)));

        silent.Server.Suspend();
        Dictionary<int, string?> values;
        try
        {
            values = await GetAsync();
        }
        finally
        {
            silent.Server.Resume();
        }

        Assert.Equal(slots.Order(), values.Keys.Order());
        foreach (var slot in others)
            Assert.True(await client.ExistsAsync(SlotKeys.BytesIn(slot, name)));
        foreach (var slot in its)
            Assert.False(await client.ExistsAsync(SlotKeys.BytesIn(slot, name)));

        // Back again, and the breaker was not opened by one call.
        Assert.Equal(values, await GetAsync());
        foreach (var slot in its)
            Assert.True(await client.ExistsAsync(SlotKeys.BytesIn(slot, name)));

        ValueTask<Dictionary<int, string?>> GetAsync() => s_batch.InvokeAsync(
            client,
            slots,
            name,
            static (name, slot) => new Key(slot, name),
            static (_, slots, _) => new(slots.ToDictionary(static slot => slot, static string? (slot) => $"{slot}")),
            tags: null,
            default);
    }

    private readonly struct Key(int slot, string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral(SlotKeys.BytesIn(slot, ""));
            writer.Append(name);
        }
    }
}
