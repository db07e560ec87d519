using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.Near;

/// <summary>One price, as processes of an application see it.</summary>
internal sealed partial class Prices(KvClient kv)
{
    private int _runs;

    /// <summary>The truth; what a database has.</summary>
    [NotKey]
    public string Current { get; set; } = "old";

    public int Runs => Volatile.Read(ref _runs);

    [Cached("price:{sku}", Ttl = "5m", Near = "1s")]
    private Task<string> GetCoreAsync(int sku, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Current);
    }

    [Cached("long:{sku}", Ttl = "5m", Near = "1m")]
    private Task<string> GetLongCoreAsync(int sku, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Current);
    }

    public static StackExchangeRedisKvClient Connect(string endpoint, KvClientOptions? options = null) =>
        new(endpoint, options ?? new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
}
