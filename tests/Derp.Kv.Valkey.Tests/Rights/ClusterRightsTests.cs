using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Cluster;

namespace Derp.Kv.Valkey.Tests.Rights;

// What a cluster needs beside the rights of the features.
public sealed class ClusterRightsTests(SharedCluster shared)
{
    [Fact]
    public async Task With_one_right_more_keys_of_all_slots_are_reached_and_listed_from_one_address()
    {
        await using var client = await CreateClientAsync("+cluster|nodes", TimeSpan.FromSeconds(20));
        await RunAsync(client);
    }

    [Fact]
    public async Task Without_it_keys_are_not_taken_for_all_there_are()
    {
        await using var client = await CreateClientAsync("+readonly", TimeSpan.FromSeconds(2));
        var failure = await Assert.ThrowsAsync<KvException>(async () =>
        {
            await foreach (var _ in client.ScanAsync())
            {
            }
        });
        Assert.Contains("CLUSTER NODES", failure.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(StackExchangeRedisKvClient client)
    {
        var keys = SlotKeys.Spread(12).Select(static slot => (ReadOnlyMemory<byte>)SlotKeys.BytesIn(slot, "rights")).ToArray();
        foreach (var key in keys)
            await client.SetAsync(key, key, TimeSpan.FromMinutes(1));
        var listed = new HashSet<string>();
        await foreach (var key in client.ScanAsync())
            listed.Add(Convert.ToHexString(key));
        Assert.All(keys, key => Assert.Contains(Convert.ToHexString(key.Span), listed));
        Assert.Equal(keys.Select(static key => key.ToArray()), await client.MGetAsync(keys));
    }

    private async Task<StackExchangeRedisKvClient> CreateClientAsync(string right, TimeSpan timeout)
    {
        var (cluster, user) = (await shared.StartedAsync(), $"user{Guid.NewGuid():N}");
        foreach (var node in cluster.Nodes)
            await node.CommandAsync("ACL", "SETUSER", user, "on", ">pw", "~*", "-@all", "+echo", "+ping", "+get", "+mget", "+set", "+setex", "+scan", right);
        return new($"{cluster.Nodes[0].Server.Endpoint},user={user},password=pw", new KvClientOptions { OperationTimeout = timeout });
    }
}
