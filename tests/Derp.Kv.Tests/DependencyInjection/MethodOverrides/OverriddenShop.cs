namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>Methods with each kind of setting that the configuration can change.</summary>
internal sealed partial class OverriddenShop(KvClient kv)
{
    public int Runs { get; private set; }

    [Cached("shop:product:{id}", Ttl = "5m", Near = "30s")]
    private Task<string> GetProductCoreAsync(int id, CancellationToken ct = default) => Run($"product {id}");

    [Cached("shop:product:{id}", Ttl = "5m", Near = "30s", SharesWith = nameof(GetProductAsync))]
    private Task<Dictionary<int, string>> GetProductsCoreAsync([Each] int[] id, CancellationToken ct = default)
    {
        Runs++;
        return Task.FromResult(id.ToDictionary(static i => i, static i => $"product {i}"));
    }

    [Cached("shop:price:{id}", Ttl = "1m", RefreshAfter = "40s", StaleIfError = "1h")]
    private Task<string> GetPriceCoreAsync(int id, CancellationToken ct = default) => Run($"price {id}");

    [Cached("shop:find:{text}", Ttl = "1m")]
    private Task<string> FindCoreAsync(string text, CancellationToken ct = default) => Run(text);

    [Cached("shop:find-number:{number}", Ttl = "2m", Near = "1s")]
    private Task<string> FindCoreAsync(int number, CancellationToken ct = default) => Run($"{number}");

    [RateLimited("shop:sign-in:{user}", Limit = 2, Window = "1m")]
    private Task<string> SignInCoreAsync(string user, CancellationToken ct = default) => Run(user);

    [RateLimited("shop:mail:{user}", Limit = 1, Window = "1m")]
    [RateLimited("shop:mail:{user}", Limit = 5, Window = "1h", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 5)]
    private Task<string> MailCoreAsync(string user, CancellationToken ct = default) => Run(user);

    [RateLimited("shop:search:{user}", Limit = 100, Window = "1m", PermitBatch = 10)]
    private Task<string> SearchCoreAsync(string user, CancellationToken ct = default) => Run(user);

    [Idempotent("shop:pay:{key}", Ttl = "1h")]
    private Task<string> PayCoreAsync(string key, CancellationToken ct = default) => Run(key);

    private Task<string> Run(string result)
    {
        Runs++;
        return Task.FromResult(result);
    }
}
