using System.Net;

namespace Derp.Kv.Tool.Tests.Shop;

/// <summary>An application's methods, one for each thing that a key is made of.</summary>
public sealed partial class Catalog(KvClient kv, string region)
{
    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync)])]
    private Task<Product> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult(new Product(tenantId, sku, 12.50m, ["new", "größer"]));

    [CacheTag("tenant:{tenantId}")]
    public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

    [Cached(Ttl = "5m", Version = 3)]
    private Task<int> CountCoreAsync(DateOnly day, decimal? price, Color color, string? name, CancellationToken ct = default) => Task.FromResult(1);

    [Cached("times:{{{a}}}:{b}:{c}:{d:yyyy-MM}:{e}", Ttl = "5m")]
    private Task<int> TimesCoreAsync(DateTime a, DateTimeOffset b, TimeSpan c, DateOnly d, TimeOnly e) => Task.FromResult(1);

    [Cached("net:{address}:{network}:{uri}:{version}:{guid:N}", Ttl = "5m")]
    private Task<int> NetCoreAsync(IPAddress address, IPNetwork network, Uri uri, Version version, Guid guid) => Task.FromResult(1);

    [Cached(Ttl = "5m")]
    private Task<int> NumbersCoreAsync(byte a, sbyte b, short c, ushort d, uint e, long f, ulong g, Int128 h, UInt128 i, nint j, nuint k) => Task.FromResult(1);

    [Cached(Ttl = "5m")]
    private Task<int> OthersCoreAsync(float a, double b, Half c, decimal d, bool e, char f, Guid g) => Task.FromResult(1);

    [Cached("page:{number}:{id}", Ttl = "5m")]
    private Task<int> PageCoreAsync(int id, int number, [NotKey] object trace) => Task.FromResult(1);

    [Cached("of:{id}", Ttl = "5m")]
    private Task<string> OfCoreAsync<T>(int id) => Task.FromResult(typeof(T).Name);

    [Cached("sku:{skus}", Ttl = "5m")]
    private Task<Dictionary<string, int>> GetManyCoreAsync([Each] IReadOnlyList<string> skus, CancellationToken ct = default) => Task.FromResult(skus.ToDictionary(static sku => sku, static sku => sku.Length));

    [Cached("filter:{filter}", Ttl = "5m")]
    private Task<int> SearchCoreAsync(Filter filter) => Task.FromResult(1);

    [Cached("user:{user.Id}", Ttl = "5m")]
    private Task<int> OfUserCoreAsync(User user) => Task.FromResult(1);

    [Cached("fresh:{id}", Ttl = "1h", RefreshAfter = "10m", StaleIfError = "1d")]
    private Task<int?> FreshCoreAsync(int id, CancellationToken ct = default) => Task.FromResult<int?>(id);

    [Cached("over:{id}", Ttl = "5m")]
    private Task<int> OverCoreAsync(int id) => Task.FromResult(1);

    [Cached("over-text:{id}", Ttl = "5m")]
    private Task<int> OverCoreAsync(string id) => Task.FromResult(1);
}
