namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>What a service that is resolved already sees of a reload.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly OverriddenHost _host = new();
    private readonly OverriddenShop _shop;

    public ReloadTests() => _shop = _host.Shop;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    private ValueTask<TimeSpan?> TtlAsync(ReadOnlyMemory<byte> key) => _host.Client.TtlAsync(key, Ct);

    [Theory]
    [InlineData("10m")]
    [InlineData("00:10:00")]
    public async Task Ttl_holds_from_the_next_commit(string ttl)
    {
        await _shop.FindAsync("a", Ct);
        _host.Reload(("FindAsync:Ttl", ttl));
        await _shop.FindAsync("b", Ct);
        _host.Reload(("FindAsync:Ttl", null));
        await _shop.FindAsync("c", Ct);

        Assert.Equal(
            [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)],
            [await TtlAsync("shop:find:a"u8.ToArray()), await TtlAsync("shop:find:b"u8.ToArray()), await TtlAsync("shop:find:c"u8.ToArray())]);
        Assert.Equal(2, _host.Messages("MethodsOverridden").Count());
    }

    [Fact]
    public async Task N5_Near_holds_from_the_next_read_and_the_store_keeps_the_rest_of_the_lifetime()
    {
        await _shop.GetProductAsync(1, Ct);
        _host.Reload(("GetProductAsync:Near", "1m"));
        await _shop.GetProductAsync(2, Ct);

        Assert.Equal(TimeSpan.FromSeconds(270), await TtlAsync("shop:product:1"u8.ToArray()));
        Assert.Equal(TimeSpan.FromSeconds(240), await TtlAsync("shop:product:2"u8.ToArray()));

        await _host.Client.SetAsync("shop:product:2"u8.ToArray(), "no value"u8.ToArray(), cancellationToken: Ct);
        _host.Time.Advance(TimeSpan.FromSeconds(59));
        await _shop.GetProductAsync(2, Ct);
        Assert.Equal(2, _shop.Runs);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _shop.GetProductAsync(2, Ct);
        Assert.Equal(3, _shop.Runs);
    }

    [Fact]
    public async Task N5_The_near_time_at_the_commit_counts_and_not_that_at_the_call()
    {
        var begun = new TaskCompletionSource();
        var goes = new TaskCompletionSource();
        var call = new SlowShop(_host.Client, begun, goes.Task).GetAsync(Ct);
        await begun.Task.WaitAsync(Ct);
        _host.Reload(($"DerpKv:Methods:{typeof(SlowShop).FullName}.GetAsync:Near", "2m"));
        goes.SetResult();
        await call;

        Assert.Equal(TimeSpan.FromMinutes(8), await TtlAsync("slow-shop"u8.ToArray()));
    }

    [Fact]
    public async Task N1_No_entry_of_before_answers_after_near_entries_are_switched_off()
    {
        await _shop.GetProductAsync(1, Ct);
        _host.Reload(("GetProductAsync:Near", "off"));
        await _host.Client.DeleteAsync("shop:product:1"u8.ToArray(), Ct);
        await _shop.GetProductAsync(1, Ct);

        Assert.Equal(2, _shop.Runs);
        Assert.Equal(TimeSpan.FromMinutes(5), await TtlAsync("shop:product:1"u8.ToArray()));
        await _host.Client.DeleteAsync("shop:product:1"u8.ToArray(), Ct);
        await _shop.GetProductAsync(1, Ct);
        Assert.Equal(3, _shop.Runs);
    }

    [Fact]
    public async Task Disabled_cached_method_runs_its_body_each_time_and_can_be_invalidated()
    {
        await _shop.GetProductAsync(1, Ct);
        _host.Reload(("GetProductAsync:Enabled", "false"));
        await _shop.GetProductAsync(1, Ct);
        await _shop.GetProductAsync(1, Ct);
        Assert.Equal(3, _shop.Runs);
        Assert.True(await _shop.InvalidateGetProductAsync(1, Ct));

        _host.Reload(("GetProductAsync:Enabled", "true"));
        await _shop.GetProductAsync(1, Ct);
        await _shop.GetProductAsync(1, Ct);
        Assert.Equal(4, _shop.Runs);
    }

    [Fact]
    public async Task Batch_that_shares_the_entries_is_disabled_with_them()
    {
        _host.Reload(("GetProductAsync:Enabled", "false"));
        await _shop.GetProductsAsync([1, 2], Ct);
        await _shop.GetProductsAsync([1, 2], Ct);

        Assert.Equal(2, _shop.Runs);
        Assert.False(await _host.Client.ExistsAsync("shop:product:1"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task Name_means_all_methods_that_share_entries_and_all_overloads()
    {
        _host.Reload(("GetProductsAsync:Ttl", "10m"), ("FindAsync:Ttl", "7m"));
        await _shop.GetProductAsync(1, Ct);
        await _shop.FindAsync("a", Ct);
        await _shop.FindAsync(1, Ct);

        Assert.Equal(TimeSpan.FromMinutes(9.5), await TtlAsync("shop:product:1"u8.ToArray()));
        Assert.Equal(TimeSpan.FromMinutes(7), await TtlAsync("shop:find:a"u8.ToArray()));
        Assert.Equal(TimeSpan.FromSeconds(419), await TtlAsync("shop:find-number:1"u8.ToArray()));
    }

    [Fact]
    public async Task Lowered_limit_takes_effect_at_once_and_a_disabled_one_asks_nothing()
    {
        await _shop.SignInAsync("u", Ct);
        _host.Reload(("SignInAsync:Limit", "1"));
        var denied = await Assert.ThrowsAsync<RateLimitExceededException>(() => _shop.SignInAsync("u", Ct));
        Assert.Equal((1, 0), (denied.Result.Limit, denied.Result.Remaining));

        _host.Reload(("SignInAsync:Limit", null), ("SignInAsync:Enabled", "false"));
        for (var i = 0; i < 5; i++)
            await _shop.SignInAsync("v", Ct);
        Assert.Empty(await KeysAsync("derp:limit:shop:sign-in:v"));
    }

    // The batch is then at most the limit.
    [Fact]
    public async Task R11_R17_A_limit_below_PermitBatch_drops_what_is_held_and_takes_effect_at_once()
    {
        for (var i = 0; i < 4; i++)
            await _shop.SearchAsync("u", Ct);
        _host.Reload(("SearchAsync:Limit", "9"));

        // Seven were taken, of which three are lost.
        for (var i = 0; i < 2; i++)
            await _shop.SearchAsync("u", Ct);
        var denied = await Assert.ThrowsAsync<RateLimitExceededException>(() => _shop.SearchAsync("u", Ct));
        Assert.Equal((9, 9), (denied.Result.Limit, denied.Result.Count));
    }

    private async Task<List<byte[]>> KeysAsync(string prefix)
    {
        var keys = new List<byte[]>();
        await foreach (var key in _host.Client.ScanAsync(System.Text.Encoding.UTF8.GetBytes(prefix), cancellationToken: Ct))
            keys.Add(key);
        return keys;
    }

    [Fact]
    public async Task One_of_several_limits_is_named_by_its_number()
    {
        _host.Reload(("MailAsync#1:Enabled", "false"));
        for (var i = 0; i < 5; i++)
            await _shop.MailAsync("u", Ct);
        var denied = await Assert.ThrowsAsync<RateLimitExceededException>(() => _shop.MailAsync("u", Ct));
        Assert.EndsWith("MailAsync#2", denied.LimitName, StringComparison.Ordinal);

        _host.Reload(("MailAsync#1:Enabled", null), ("MailAsync:Enabled", "false"));
        await _shop.MailAsync("u", Ct);
    }

    [Fact]
    public async Task Ttl_of_a_result_holds_from_the_next_completion()
    {
        _host.Reload(("PayAsync:Ttl", "2h"));
        await _shop.PayAsync("a", Ct);

        Assert.Equal(TimeSpan.FromHours(2), await TtlAsync("derp:once:shop:pay:a"u8.ToArray()));
    }

    [Fact]
    public async Task Settings_of_refresh_are_changed_and_switched_off()
    {
        await _shop.GetPriceAsync(1, Ct);
        _host.Reload(("GetPriceAsync:StaleIfError", "off"));
        await _shop.GetPriceAsync(2, Ct);

        Assert.Equal(TimeSpan.FromMinutes(61), await TtlAsync("shop:price:1"u8.ToArray()));
        Assert.Equal(TimeSpan.FromMinutes(1), await TtlAsync("shop:price:2"u8.ToArray()));

        _host.Reload(("GetPriceAsync:RefreshAfter", "10s"));
        await _shop.GetPriceAsync(3, Ct);
        _host.Time.Advance(TimeSpan.FromSeconds(11));
        await _shop.GetPriceAsync(3, Ct);
        Assert.Equal(4, _shop.Runs);
    }

    [Fact]
    public async Task Every_client_of_the_application_has_the_overrides()
    {
        var other = new OverriddenShop(_host.Other);
        _host.Reload(("findasync:TTL", "3m"));
        await other.FindAsync("a", Ct);

        Assert.Equal(TimeSpan.FromMinutes(3), await _host.Other.TtlAsync("shop:find:a"u8.ToArray(), Ct));
    }
}
