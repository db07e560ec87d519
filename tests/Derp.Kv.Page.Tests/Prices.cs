using Derp.Kv;

namespace Derp.Kv.Page.Tests;

/// <summary>What the pages under test show.</summary>
public sealed partial class Prices(KvClient kv)
{
    /// <summary>The wrapper's name on the page.</summary>
    public const string Method = "Derp.Kv.Page.Tests.Prices.GetPriceAsync";

    /// <summary>The value: it must be on no page.</summary>
    public const string Value = "value-nobody-may-see";

    [Cached("page-price:{sku}", Ttl = "1h")]
    private Task<string> GetPriceCoreAsync(string sku) => sku == "broken" ? throw new InvalidOperationException(Value) : Task.FromResult(Value);

    [RateLimited("page-login:{user}", Limit = 2, Window = "1h")]
    private Task LoginCoreAsync(string user) => Task.CompletedTask;
}
