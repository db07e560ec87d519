using Derp.Kv.Conformance;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.Costs;

/// <summary>What a batch costs in commands.</summary>
public sealed class BatchCostTests : IAsyncLifetime
{
    private static readonly CachedBatchMethod<Key, int, string?> s_batch = new(
        "Tests.Many",
        new CachedMethod<Key, string?>("Tests.One", "cost:{id}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromMinutes(5) }));

    private ValkeyServer _server = null!;
    private StackExchangeRedisKvClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = new StackExchangeRedisKvClient(_server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });

        // The scripts are known to the server then.
        await GetAsync(-1, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(100, 0, "mget 1")]
    [InlineData(300, 0, "mget 2")]
    [InlineData(100, 10, "evalsha 20, mget 1")]
    [InlineData(100, 100, "evalsha 200, mget 1")]
    public async Task B1_Hits_are_one_command_and_each_miss_is_two_more(int count, int misses, string commands)
    {
        await GetAsync(misses, count - misses);
        await _server.ResetCommandStatsAsync();

        Assert.Equal(count, await GetAsync(0, count));

        var sent = (await _server.CommandStatsAsync()).Where(static each => each.Key is "mget" or "evalsha" or "eval" or "script|load");
        Assert.Equal(commands, string.Join(", ", sent.OrderBy(static each => each.Key, StringComparer.Ordinal).Select(static each => $"{each.Key} {each.Value}")));
    }

    private async Task<int> GetAsync(int first, int count) => (await s_batch.InvokeAsync(
        _client,
        Enumerable.Range(first, count),
        0,
        static (_, id) => new Key(id),
        static (_, ids, _) => new(ids.ToDictionary(static id => id, static string? (id) => $"{id}")),
        tags: null,
        default)).Count;

    private readonly struct Key(int id) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("cost:"u8);
            writer.Append(id);
        }
    }
}
