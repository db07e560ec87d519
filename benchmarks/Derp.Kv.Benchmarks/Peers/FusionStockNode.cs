using System.Globalization;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>FusionCache on Redis with its backplane.</summary>
internal sealed class FusionStockNode : IStockNode
{
    private readonly StockTable _table;
    private readonly bool _sets;
    private readonly RedisCache _redis;
    private readonly FusionCache _cache;

    private FusionStockNode(StockTable table, string endpoint, bool sets)
    {
        (_table, _sets) = (table, sets);
        _redis = new RedisCache(new RedisCacheOptions { Configuration = endpoint });
        _cache = new FusionCache(new FusionCacheOptions
        {
            CacheName = sets ? "sets" : "removes",
            WaitForInitialBackplaneSubscribe = true,
            DefaultEntryOptions = new FusionCacheEntryOptions(TimeSpan.FromHours(1)),
        });
        _cache.SetupDistributedCache(_redis, new MessagePackFormat());
        _cache.SetupBackplane(new RedisBackplane(new RedisBackplaneOptions { Configuration = endpoint }));
    }

    /// <param name="table">What is read.</param>
    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="sets">Whether a change stores the new value; otherwise it removes the old one.</param>
    public static async Task<IStockNode> StartAsync(StockTable table, string endpoint, bool sets)
    {
        var node = new FusionStockNode(table, endpoint, sets);
        await node.ReadAsync(0);
        return node;
    }

    public ValueTask<int> ReadAsync(int item) => _cache.GetOrSetAsync<int>(Key(item), (_, _) => Task.FromResult(_table[item]));

    public ValueTask ChangedAsync(int item) => _sets ? _cache.SetAsync(Key(item), _table[item]) : _cache.RemoveAsync(Key(item));

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        _redis.Dispose();
        return default;
    }

    private static string Key(int item) => string.Create(CultureInfo.InvariantCulture, $"stock:{item}");
}
