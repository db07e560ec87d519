using System.Collections.Concurrent;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>What all nodes read, a database in place of which there is a dictionary.</summary>
internal sealed class StockTable
{
    private readonly ConcurrentDictionary<int, int> _rows = new();

    public int this[int item]
    {
        get => _rows.GetValueOrDefault(item);
        set => _rows[item] = value;
    }
}

/// <summary>A node of an application: it reads from its memory first, and tells the others what it has changed.</summary>
internal interface IStockNode : IAsyncDisposable
{
    ValueTask<int> ReadAsync(int item);

    /// <summary>After a change of the table.</summary>
    ValueTask ChangedAsync(int item);
}

/// <summary>Ours.</summary>
internal sealed partial class NearStockNode : IStockNode
{
    /// <summary>Within it every node sees a change, whatever is lost.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(500);

    private readonly StockTable _table;
    private readonly KvClient _kv;

    private NearStockNode(StockTable table, KvClient kv) => (_table, _kv) = (table, kv);

    /// <param name="table">What is read.</param>
    /// <param name="endpoint"><c>host:port</c>.</param>
    public static async Task<IStockNode> StartAsync(StockTable table, string endpoint)
    {
        var node = new NearStockNode(table, new StackExchangeRedisKvClient(endpoint));
        await node.ReadAsync(0);
        while (!node._kv.GetStatus().NearNotices)
            await Task.Delay(1);
        return node;
    }

    public ValueTask<int> ReadAsync(int item) => new(GetAsync(item));

    public async ValueTask ChangedAsync(int item) => await InvalidateGetAsync(item);

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    [Cached("stock:{item}", Ttl = "1h", Near = "500ms")]
    private Task<int> GetCoreAsync(int item) => Task.FromResult(_table[item]);
}
