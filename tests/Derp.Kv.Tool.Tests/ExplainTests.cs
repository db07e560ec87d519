using System.Net;
using System.Text;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Tests.Harness;
using Derp.Kv.Tool.Tests.Shop;

namespace Derp.Kv.Tool.Tests;

/// <summary>The key that the program tells is the one that the wrapper has used: each wrapper runs here, and the store is looked at.</summary>
public sealed class ExplainTests : IAsyncDisposable
{
    private static readonly string s_app = typeof(Catalog).Assembly.Location;
    private static readonly Guid s_guid = new("6f9619ff-8b86-d011-b42d-00c04fc964ff");

    private readonly MemoryKvClient _client = new(new KvClientOptions { KeyPrefix = "shop:" });

    private Catalog Catalog => field ??= new(_client, "eu");

    private Accounts Accounts => field ??= new(_client);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [InlineData("abc")]
    [InlineData("a:b {c} %7 \u001b[31m\\ ü")]
    public async Task A_template_with_a_member_of_the_instance(string sku)
    {
        await Catalog.GetProductAsync(7, sku);
        await ToldAsync("GetProductAsync", "7", sku, "--set", "region=eu");
    }

    [Fact]
    public async Task The_stamp_of_a_tag()
    {
        await Catalog.GetProductAsync(7, "abc");
        await ToldAsync("InvalidateTenantAsync", "7");
    }

    [Theory]
    [InlineData("1.50", "Blue", "Ada")]
    [InlineData(null, "3", null)]
    public async Task A_method_without_a_template_and_with_a_version(string? price, string color, string? name)
    {
        await Catalog.CountAsync(new DateOnly(2026, 11, 29), price is null ? null : 1.5m, color == "Blue" ? Color.Blue : Color.Red, name);
        await ToldAsync(["CountAsync", "2026-11-29", price ?? "", color, name ?? "", .. Null("price", price), .. Null("name", name)]);

        static string[] Null(string parameter, string? value) => value is null ? ["--null", parameter] : [];
    }

    [Fact]
    public async Task Times_braces_and_a_format()
    {
        await Catalog.TimesAsync(new DateTime(2026, 11, 29, 8, 15, 0, DateTimeKind.Utc), new DateTimeOffset(2026, 11, 29, 8, 15, 0, TimeSpan.FromHours(2)), TimeSpan.FromSeconds(90), new DateOnly(2026, 11, 29), new TimeOnly(8, 15));
        await ToldAsync("TimesAsync", "2026-11-29T08:15:00Z", "2026-11-29T08:15:00+02:00", "00:01:30", "2026-11-29", "08:15");
    }

    [Theory]
    [InlineData("192.168.0.1")]
    [InlineData("2001:db8::1")]
    public async Task Addresses(string address)
    {
        await Catalog.NetAsync(IPAddress.Parse(address), IPNetwork.Parse("10.0.0.0/8"), new Uri("https://a.example/b?c=d"), new Version(1, 2, 3), s_guid);
        await ToldAsync("NetAsync", address, "10.0.0.0/8", "https://a.example/b?c=d", "1.2.3", s_guid.ToString());
    }

    [Fact]
    public async Task Numbers()
    {
        await Catalog.NumbersAsync(1, -2, -3, 4, 5, -6, 7, Int128.MinValue, UInt128.MaxValue, -8, 9);
        await ToldAsync("NumbersAsync", "1", "-2", "-3", "4", "5", "-6", "7", "-170141183460469231731687303715884105728", "340282366920938463463374607431768211455", "-8", "9");
        await Catalog.OthersAsync(0.1f, 1e300, (Half)0.5, 1.00m, true, ':', s_guid);
        await ToldAsync("OthersAsync", "0.1", "1e300", "0.5", "1.00", "true", ":", s_guid.ToString());
    }

    [Fact]
    public async Task A_template_in_another_order_than_the_parameters()
    {
        await Catalog.PageAsync(1, 2, new object());
        await ToldAsync("PageAsync", "1", "2");
    }

    [Fact]
    public async Task A_closed_type()
    {
        await Catalog.OfAsync<int>(7);
        await ToldAsync("OfAsync", "7", "--type-argument", "System.Int32");
        await Catalog.OfAsync<Product>(7);
        await ToldAsync("OfAsync", "7", "--type-argument", "Derp.Kv.Tool.Tests.Shop.Product@Derp.Kv.Tool.Tests");
        Assert.Contains("type arguments", (await RunAsync("OfAsync", "7")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_item_of_a_batch()
    {
        await Catalog.GetManyAsync(["a", "b:c"]);
        await ToldAsync("GetManyAsync", "b:c");
    }

    [Fact]
    public async Task A_property_and_a_record_are_told_as_text_only()
    {
        await Catalog.OfUserAsync(new User(7));
        await ToldAsync("OfUserAsync", "--text", "user.Id=7");
        await Catalog.SearchAsync(new Filter(2, "x"));
        await ToldAsync("SearchAsync", "--text", "filter=(2,x,)");

        var property = await RunAsync("OfUserAsync", "7");
        var record = await RunAsync("SearchAsync", "7");
        Assert.Equal((ExitCode.No, ExitCode.No), (property.Code, record.Code));
        Assert.Contains("{user.Id} is a property", property.Problem, StringComparison.Ordinal);
        Assert.Contains("Derp.Kv.Tool.Tests.Shop.Filter has no text", record.Problem, StringComparison.Ordinal);
        Assert.False(record.Row.TryGetProperty("key", out _));
    }

    [Fact]
    public async Task Counters_of_each_algorithm_and_a_shared_one()
    {
        await Accounts.SignInAsync("ada");
        await ToldAsync("SignInAsync", "ada");
        await Accounts.ReadAsync("ada");
        await ToldAsync("ReadAsync", "ada");
        await Accounts.WriteAsync("ada");
        await ToldAsync("WriteAsync", "ada");
    }

    [Fact]
    public async Task All_attributes_of_a_method()
    {
        await Accounts.PayAsync("order-1", "ada", 5);
        var run = await RunAsync("Accounts.PayAsync", "order-1", "ada");

        Assert.Equal(["RateLimited", "RateLimited", "Idempotent"], run.Rows.Select(static row => row.GetProperty("kind").GetString()).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(await KeysAsync(), run.Rows.Select(static row => row.GetProperty("key").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_key_of_an_idempotent_call_is_refused_as_the_call_does()
    {
        var run = await RunAsync("PayAsync", "", "ada");
        Assert.Equal(ExitCode.No, run.Code);
        Assert.Contains(run.Rows, static row => row.TryGetProperty("problem", out var problem) && problem.GetString()!.Contains("is empty or null", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("seven", "the argument \"id\" is no int")]
    [InlineData("99999999999", "the argument \"id\" is no int")]
    public async Task An_argument_of_another_type_is_named(string id, string problem) =>
        Assert.Contains(problem, (await RunAsync("OverAsync(int)", id)).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_not_there_is_wrong_usage()
    {
        foreach (var arguments in new string[][] { [s_app, "NoneAsync"], [s_app, "OverAsync"], [s_app, "OverAsync(int)", "1", "2"], ["no.dll"], [typeof(string).Assembly.Location], [] })
            Assert.Equal(ExitCode.Usage, (await ToolRun.RunAsync(["explain", .. arguments])).Code);
    }

    [Fact]
    public async Task A_list_of_methods_has_templates_and_settings()
    {
        var rows = (await ToolRun.RunAsync("explain", s_app)).Rows;
        var fresh = rows.Single(static row => row.GetProperty("method").GetString() == "Derp.Kv.Tool.Tests.Shop.Catalog.FreshAsync");
        Assert.Equal("fresh:{id}", fresh.GetProperty("template").GetString());
        Assert.Contains("StaleIfError = 1d", fresh.GetProperty("settings").EnumerateArray().Select(static s => s.GetString()));
        Assert.Contains("LockTtl = 10s", fresh.GetProperty("settings").EnumerateArray().Select(static s => s.GetString()));
    }

    private static Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.RunAsync(["explain", s_app, .. arguments, "--prefix", "shop:"]);

    // The wrapper was called before; no other key may be told.
    private async Task ToldAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.Code == ExitCode.Done, run.Output + run.Errors);
        var told = KeyText.Parse(run.Row.GetProperty("key").GetString()!);
        Assert.Contains(Encoding.UTF8.GetString(told), (await KeysAsync()).Select(static key => Encoding.UTF8.GetString(KeyText.Parse(key))));
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var key in _client.ScanAsync())
            keys.Add(KeyText.Of(key));
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }
}
