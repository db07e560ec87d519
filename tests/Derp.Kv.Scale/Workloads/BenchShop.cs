namespace Derp.Kv.Scale.Workloads;

/// <summary>The annotated methods of the workloads. A body waits on its client's clock, so that it runs in real and in virtual time.</summary>
/// <param name="kv">The client of the process.</param>
/// <param name="bodyTime">How long a body takes.</param>
internal sealed partial class BenchShop(KvClient kv, TimeSpan bodyTime)
{
    public const long CallLimit = 200;

    private int _runs;

    /// <summary>How often a body has run in this process.</summary>
    public int Runs => _runs;

    [Cached("product:{id}", Ttl = "1h")]
    private Task<Product> GetProductCoreAsync(int id, CancellationToken cancellationToken = default) => RunAsync(id, cancellationToken);

    [Cached("near:{id}", Ttl = "1h", Near = "1s")]
    private Task<Product> GetNearCoreAsync(int id, CancellationToken cancellationToken = default) => RunAsync(id, cancellationToken);

    [Idempotent("order:{id}", Ttl = "1h")]
    private Task<Product> OrderCoreAsync(int id, CancellationToken cancellationToken = default) => RunAsync(id, cancellationToken);

    [RateLimited("calls:{tenant}", Limit = CallLimit, Window = "1h")]
    private Task<int> LimitedCoreAsync(int tenant, CancellationToken cancellationToken = default) => CountAsync(tenant);

    [RateLimited("batched:{tenant}", Limit = CallLimit, Window = "1h", PermitBatch = 10)]
    private Task<int> BatchedCoreAsync(int tenant, CancellationToken cancellationToken = default) => CountAsync(tenant);

    private async Task<Product> RunAsync(int id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        await Task.Delay(bodyTime, kv.Options.TimeProvider, cancellationToken);
        return Product.Of(id);
    }

    private Task<int> CountAsync(int tenant)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(tenant);
    }
}
