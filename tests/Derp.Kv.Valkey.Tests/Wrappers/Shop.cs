namespace Derp.Kv.Valkey.Tests.Wrappers;

public sealed record Product(int Id, string Name, decimal Price, List<string> Tags);

/// <summary>What an application writes; the wrappers under test are generated from it.</summary>
public sealed partial class Shop(KvClient kv)
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>What the bodies do before they return.</summary>
    public Func<Task> Work { get; set; } = static () => Task.CompletedTask;

    [Cached("product:{tenant}:{id}", Ttl = "5m")]
    private async Task<Product?> GetProductCoreAsync(string tenant, int id, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _runs);
        await Work();
        return id < 0 ? null : new Product(id, $"{tenant}'s product", 9.90m, ["new", "green"]);
    }

    [Cached("name:{tenant}:{id}", Ttl = "5m", Near = "2m")]
    private Task<string> GetNameCoreAsync(string tenant, int id, CancellationToken ct = default) => Task.FromResult($"{tenant}'s product {id}");

    [Cached("names:{ids}", Ttl = "5m", Near = "2m")]
    private Task<string> GetNamesCoreAsync(int[] ids) => Task.FromResult(string.Join(' ', ids));

    [Cached("report:{name}", Ttl = "5m", LockTtl = "300ms")]
    private async Task<string> GetReportCoreAsync(string name)
    {
        Interlocked.Increment(ref _runs);
        await Work();
        return $"report {name}";
    }

    [Idempotent("pay:{orderId}", Ttl = "1h")]
    private async Task<string> PayCoreAsync(string orderId, decimal amount, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _runs);
        await Work();
        return $"paid {amount}";
    }

    [RateLimited("login:{user}", Limit = 3, Window = "1m")]
    private Task<int> SignInCoreAsync(string user, CancellationToken ct = default) => Task.FromResult(Interlocked.Increment(ref _runs));
}
