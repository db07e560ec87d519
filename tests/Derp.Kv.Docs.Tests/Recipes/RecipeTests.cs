using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Acme.Pricing;
using Derp.Kv.Servers;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv.Docs.Tests.Recipes;

// What docs/recipes.md says of its examples that are no programs which end by themselves. ExampleTests compile all of them and run the others.
public sealed partial class RecipeTests
{
    private const string Page = "docs/recipes.md";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> ExamplesWithTests =>
        [.. Example.All.Values.Where(static example => example.Code.Contains("[Fact]", StringComparison.Ordinal)).Select(static example => example.Name)];

    [Theory]
    [MemberData(nameof(ExamplesWithTests))]
    public async Task Tests_of_an_example_pass(string name)
    {
        var assembly = await ExampleRun.LoadAsync(new AssemblyLoadContext(name), Example.All[name].Pasted(), "", Ct);
        var facts = assembly.GetTypes().SelectMany(static type => type.GetMethods()).Where(static method => method.IsDefined(typeof(FactAttribute), inherit: false)).ToList();

        Assert.NotEmpty(facts);
        foreach (var fact in facts)
        {
            var tests = Activator.CreateInstance(fact.DeclaringType!)!;
            await (Task)fact.Invoke(tests, null)!;
            if (tests is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }
    }

    [Fact]
    public async Task Minimal_api_reads_writes_and_replays()
    {
        await using var shop = await RunningProgram.StartAsync(Code("MapPost(\"/orders\","));
        using var client = new HttpClient { BaseAddress = await shop.AddressAsync() };

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Of("prices/apple"), Ct)).StatusCode);
        (await client.PutAsJsonAsync(Of("prices/apple"), new { Cents = 120 }, Ct)).EnsureSuccessStatusCode();
        Assert.Equal("""{"sku":"apple","cents":120}""", await client.GetStringAsync(Of("prices/apple"), Ct));

        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await client.PostAsJsonAsync(Of("orders"), new { Sku = "apple", Count = 2 }, Ct);
        var second = await client.PostAsJsonAsync(Of("orders"), new { Sku = "apple", Count = 2 }, Ct);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
    }

    [Fact]
    public async Task Blazor_page_shows_the_cached_price()
    {
        var context = new AssemblyLoadContext("Blazor");
        var assembly = await ExampleRun.LoadAsync(context, [Code("AddInteractiveServerComponents")], RazorFile.ToCSharp("PricePage.razor", Block("razor")), Ct);
        await using var services = new ServiceCollection().AddLogging().AddDerpKv(static kv => kv.UseMemory()).AddSingleton(assembly.GetType("Prices")!).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync(assembly.GetType("Shop.PricePage")!, ParameterView.FromDictionary(new Dictionary<string, object?> { ["Sku"] = "apple" }));
            return page.ToHtmlString();
        });

        Assert.Contains("<p>1.20 EUR per apple</p>", html, StringComparison.Ordinal);
        Assert.NotNull(await services.GetRequiredService<KvClient>().GetAsync("price:apple"u8.ToArray(), Ct));
    }

    [Fact]
    public void Grpc_contract_is_the_one_that_is_compiled() => Assert.Equal(Repository.Read("tests/Derp.Kv.Docs.Tests/Recipes/prices.proto"), Block("proto"));

    [Fact]
    public async Task Grpc_service_answers_and_limits()
    {
        await using var shop = await RunningProgram.StartAsync(Code("MapGrpcService"), "--Kestrel:EndpointDefaults:Protocols", "Http2");
        using var channel = GrpcChannel.ForAddress(await shop.AddressAsync());
        var client = new PriceFeed.PriceFeedClient(channel);
        var request = new PriceRequest { Sku = "apple" };

        for (var call = 0; call < 2; call++)
            Assert.Equal("1.20 EUR per apple", (await client.GetPriceAsync(request, cancellationToken: Ct)).Price);
        var denied = await Assert.ThrowsAsync<RpcException>(async () => await client.GetPriceAsync(request, cancellationToken: Ct));

        Assert.Equal(StatusCode.ResourceExhausted, denied.StatusCode);
        Assert.InRange(int.Parse(denied.Trailers.GetValue("retry-after")!, CultureInfo.InvariantCulture), 1, 60);
    }

    [Fact]
    public async Task Worker_sends_the_report_of_the_day()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var worker = await RunningProgram.StartAsync(Code("AddHostedService<ReportWorker>").Replace("localhost:6379", server.Endpoint, StringComparison.Ordinal));

        // For a week: as a claim it would have thirty seconds.
        await ValkeyCluster.UntilAsync("the result is stored", async () =>
            await server.CommandAsync("KEYS", "derp:once:daily-report:*") is object[] and [string key] && await server.CommandAsync("TTL", key) is > 6 * 86_400L);
        await worker.StopAsync();
    }

    [Fact]
    public async Task Each_of_two_servers_gets_its_keys()
    {
        await using var cache = await ValkeyServer.StartAsync();
        await using var ledger = await ValkeyServer.StartAsync();
        await using var shop = await RunningProgram.StartAsync(Code("Client = nameof(ledger)")
            .Replace("ledger:6379", ledger.Endpoint, StringComparison.Ordinal)
            .Replace("cache:6379", cache.Endpoint, StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = await shop.AddressAsync() };

        await client.GetStringAsync(Of("orders/7"), Ct);
        (await client.PostAsJsonAsync(Of("orders/7/payment"), new { Cents = 120 }, Ct)).EnsureSuccessStatusCode();

        Assert.Equal(1L, await cache.CommandAsync("DBSIZE"));
        Assert.Equal(1L, await cache.CommandAsync("EXISTS", "order:7"));
        Assert.Equal(1L, await ledger.CommandAsync("DBSIZE"));
        Assert.Equal(1L, await ledger.CommandAsync("EXISTS", "derp:once:order-payment:7"));
    }

    private static Uri Of(string path) => new(path, UriKind.Relative);

    private static string Code(string mark) => Example.All.Values.Single(example => example.Page == Page && example.Code.Contains(mark, StringComparison.Ordinal)).Code;

    private static string Block(string kind) => Fence().Matches(Repository.Read(Page)).Single(match => match.Groups["kind"].Value == kind).Groups["text"].Value;

    [GeneratedRegex("""^```(?<kind>\w+)\n(?<text>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
