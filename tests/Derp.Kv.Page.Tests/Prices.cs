using Derp.Kv;

namespace Derp.Kv.Page.Tests;

/// <summary>What the pages under test show.</summary>
public sealed partial class Prices(KvClient kv)
{
    /// <summary>The names of wrappers on the page.</summary>
    public const string Price = "Derp.Kv.Page.Tests.Prices.GetPriceAsync";

    public const string Near = "Derp.Kv.Page.Tests.Prices.GetNearPriceAsync";

    public const string Slow = "Derp.Kv.Page.Tests.Prices.GetSlowPriceAsync";

    public const string Login = "Derp.Kv.Page.Tests.Prices.LoginAsync";

    public const string Pay = "Derp.Kv.Page.Tests.Prices.PayAsync";

    /// <summary>The value: it must be on no page.</summary>
    public const string Value = "value-nobody-may-see";

    /// <summary>Whether the slow body has begun.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the slow body.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Cached("page-price:{sku}", Ttl = "1h")]
    private Task<string> GetPriceCoreAsync(string sku) => sku == "broken" ? throw new InvalidOperationException(Value) : Task.FromResult(Value);

    [Cached("page-near-price:{sku}", Ttl = "1h", Near = "10m")]
    private Task<string> GetNearPriceCoreAsync(string sku) => Task.FromResult(sku);

    [Cached("page-slow-price:{sku}", Ttl = "1h")]
    private async Task<string> GetSlowPriceCoreAsync(string sku)
    {
        Begun.TrySetResult();
        await Gate.Task;
        return sku;
    }

    [Cached("page-large-price:{sku}", Ttl = "1h")]
    private Task<string> GetLargePriceCoreAsync(string sku) => Task.FromResult(new string('1', 2 * 1024 * 1024));

    [RateLimited("page-login:{user}", Limit = 2, Window = "1h")]
    private Task LoginCoreAsync(string user) => Task.CompletedTask;

    [Idempotent("page-payment:{key}", Ttl = "1h")]
    private Task<string> PayCoreAsync(string key, int amount) => amount < 0 ? throw new InvalidOperationException(Value) : Task.FromResult(Value);
}
