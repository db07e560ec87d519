using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Valkey.Tests.Wrappers;

/// <summary>What a server holds after the configuration has changed.</summary>
public sealed partial class OverrideTests : IAsyncLifetime
{
    private readonly ConfigurationManager _configuration = new();
    private ValkeyServer _server = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(_configuration)
            .AddDerpKv(kv => kv.UseStackExchangeRedis(_server.Endpoint).Configure(static options => options.OperationTimeout = TimeSpan.FromSeconds(20)))
            .AddSingleton<Prices>()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    private void Reload(string method, string? ttl)
    {
        _configuration[$"DerpKv:Methods:{typeof(Prices).FullName!.Replace('+', '.')}.{method}:Ttl"] = ttl;
        ((IConfigurationRoot)_configuration).Reload();
    }

    private async Task<TimeSpan> LifeOfAsync(string key)
    {
        var life = await _services.GetRequiredService<KvClient>().TtlAsync(System.Text.Encoding.UTF8.GetBytes(key), Ct);
        return Assert.NotNull(life);
    }

    [Fact]
    public async Task Changed_Ttl_is_the_expiry_of_what_is_stored_next()
    {
        var prices = _services.GetRequiredService<Prices>();
        await prices.GetAsync(1, Ct);
        Reload("GetAsync", "2h");
        await prices.GetAsync(2, Ct);
        await prices.GetManyAsync([3], Ct);

        Assert.InRange(await LifeOfAsync("override:price:1"), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.InRange(await LifeOfAsync("override:price:2"), TimeSpan.FromMinutes(119), TimeSpan.FromHours(2));
        Assert.InRange(await LifeOfAsync("override:price:3"), TimeSpan.FromMinutes(119), TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task Changed_Ttl_is_the_expiry_of_the_result_that_is_stored_next()
    {
        var prices = _services.GetRequiredService<Prices>();
        Reload("PayAsync", "3h");
        await prices.PayAsync("k", Ct);

        Assert.InRange(await LifeOfAsync("derp:once:override:pay:k"), TimeSpan.FromMinutes(179), TimeSpan.FromHours(3));
    }

    internal sealed partial class Prices(KvClient kv)
    {
        [Cached("override:price:{id}", Ttl = "5m")]
        private Task<string> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult($"{id}");

        [Cached("override:price:{id}", Ttl = "5m", SharesWith = nameof(GetAsync))]
        private Task<Dictionary<int, string>> GetManyCoreAsync([Each] int[] id, CancellationToken ct = default) => Task.FromResult(id.ToDictionary(static i => i, static i => $"{i}"));

        [Idempotent("override:pay:{key}", Ttl = "1h")]
        private Task<int> PayCoreAsync(string key, CancellationToken ct = default) => Task.FromResult(key.Length);
    }
}
