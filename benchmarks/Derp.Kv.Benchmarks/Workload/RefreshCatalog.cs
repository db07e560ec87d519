namespace Derp.Kv.Benchmarks;

/// <summary>What a user would annotate for a hot key that nobody waits for, and the same without that.</summary>
internal sealed partial class RefreshCatalog(KvClient kv, RefreshSource source)
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>The part of <see cref="RefreshAfter"/> by which it is shortened at random at most.</summary>
    public const double Spread = 0.1;

    [Cached("lasting:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> GetLastingCoreAsync(int tenantId, string sku) => source.ReadAsync(tenantId, sku, default);

    [Cached("expiring:{tenantId}:{sku}", Ttl = "1s")]
    private Task<Product> GetExpiringCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("by-caller:{tenantId}:{sku}", Ttl = "1s", RefreshAfter = "500ms")]
    private Task<Product> GetByCallerCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("shared:{tenantId}:{sku}", Ttl = "1s", RefreshAfter = "500ms", RefreshOn = RefreshOn.Shared)]
    private Task<Product> GetSharedCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("near:{tenantId}:{sku}", Ttl = "1s", RefreshAfter = "500ms", RefreshOn = RefreshOn.Shared, Near = "100ms")]
    private Task<Product> GetNearCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("kept-by-caller:{tenantId}:{sku}", Ttl = "1s", RefreshAfter = "500ms", StaleIfError = "1m", WaitTimeout = "200ms")]
    private Task<Product> GetKeptByCallerCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("kept:{tenantId}:{sku}", Ttl = "1s", RefreshAfter = "500ms", StaleIfError = "1m", WaitTimeout = "200ms", RefreshOn = RefreshOn.Shared)]
    private Task<Product> GetKeptCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);

    [Cached("kept-only:{tenantId}:{sku}", Ttl = "1s", StaleIfError = "1m", WaitTimeout = "200ms", RefreshOn = RefreshOn.Shared)]
    private Task<Product> GetKeptOnlyCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => source.ReadAsync(tenantId, sku, cancellationToken);
}
