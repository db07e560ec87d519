namespace Shop;

public abstract class Repository
{
    protected abstract KvClient Kv { get; }

    public abstract Task<int> CountAsync(string tenant, CancellationToken cancellationToken = default);
}

public abstract partial class Orders : Repository
{
    /// <summary>How many there are.</summary>
    public sealed override partial Task<int> CountAsync(string tenantName, CancellationToken cancellationToken);

    internal partial ValueTask<bool> InvalidateCountAsync(string tenant, CancellationToken token = default);

    [Cached("orders:{tenant}", Ttl = "1m")]
    private Task<int> CountCoreAsync(string tenant, CancellationToken ct = default) => Task.FromResult(tenant.Length);
}
