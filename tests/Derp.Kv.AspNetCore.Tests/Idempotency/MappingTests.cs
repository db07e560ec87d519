using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H5, and what an application says of its endpoints.
public sealed class MappingTests
{
    [Fact]
    public async Task H5_An_endpoint_that_is_marked_and_not_wrapped_keeps_the_host_from_starting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(static app =>
        {
            app.MapPost("/wrapped", [IdempotentEndpoint] static () => "").WithIdempotency();
            app.MapPost("/bare", [IdempotentEndpoint] static () => "");
        }));

        Assert.Contains("HTTP: POST /bare", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/wrapped", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_So_does_an_action_whose_controllers_are_not()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(static app => app.MapControllers(), controller: typeof(MarkedController)));

        Assert.Contains("MarkedController.Act", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_So_does_a_mark_on_a_method_that_has_no_keys()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(static app => app.MapPut("/put", [IdempotentEndpoint] static () => "").WithIdempotency()));

        Assert.Contains("serves none of PATCH, POST", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_Group_and_endpoint_wrap_once_and_the_nearest_setting_counts()
    {
        await using var host = await SmallHost.StartAsync(static app =>
        {
            var outer = app.MapGroup("/outer").WithIdempotency(static o => (o.Header, o.Space, o.Required) = ("X-Outer", "outer", false));
            var inner = outer.MapGroup("/inner").WithIdempotency(static o => o.Header = "X-Inner");
            inner.MapPost("/", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(static o => o.Header = "X-Mine");
            inner.MapPost("/marked", [IdempotentEndpoint(Required = true)] static () => "ran");
            inner.MapPost("/free", static () => "ran").DisableIdempotency();
        });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/outer/inner", null, headers: ("X-Mine", key));
        Assert.Equal(["SetNxGet", "CompareAndSet"], host.Store.Operations);
        Assert.Equal(("run 1", $"\"{key}\""), (first.Text, first.Header("X-Mine")));
        Assert.True((await caller.PostAsync("/outer/inner", null, headers: ("X-Mine", key))).IsReplay);
        Assert.Equal("idempotency_key_missing", (await caller.PostAsync("/outer/inner/marked", null)).Code);
        Assert.Equal("ran", (await caller.PostAsync("/outer/inner/marked", null, headers: ("X-Inner", key[1..]))).Text);
        Assert.Equal(5, host.Store.Operations.Count);
        Assert.Equal("ran", (await caller.PostAsync("/outer/inner/free", "malformed key")).Text);
        Assert.Equal(5, host.Store.Operations.Count);
    }

    [Fact]
    public async Task Methods_can_be_named_and_those_that_are_not_pass()
    {
        await using var host = await SmallHost.StartAsync(static app =>
            app.MapMethods("/", ["PUT", "POST"], static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(static o =>
            {
                o.Methods.Clear();
                o.Methods.Add("PUT");
            }));
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        await caller.SendAsync(HttpMethod.Put, "/", key, null);
        Assert.True((await caller.SendAsync(HttpMethod.Put, "/", key, null)).IsReplay);
        Assert.False((await caller.SendAsync(HttpMethod.Post, "/", key, null)).IsReplay);
    }

    [Fact]
    public async Task The_attribute_of_an_action_is_nearer_than_that_of_its_controller()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapControllers().WithIdempotency(), controller: typeof(MarkedController));
        var options = host.Web.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints
            .Select(static endpoint => endpoint.Metadata.GetMetadata<KvIdempotencyMetadata>()?.Options)
            .Where(static options => options is not null);

        var action = Assert.Single(options)!;
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromSeconds(7), "controller"), (action.Ttl, action.LockTtl, action.Space));
    }

    [Fact]
    public async Task Services_that_are_not_registered_are_named()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var host = await WebHost.StartAsync(new MemoryKvClient(), static _ => { }, static app =>
            {
                app.MapPost("/", static () => "").WithIdempotency();
                _ = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.Single().Endpoints;
            });
        });

        Assert.Contains("AddKvIdempotency", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("date")]
    [InlineData("RateLimit-Policy")]
    [InlineData("WWW-Authenticate")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Access-Control-Allow-Origin")]
    [InlineData("not a header")]
    public async Task H2_Headers_of_one_caller_or_connection_cannot_be_replayed(string name)
    {
        var atEndpoint = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(app => app.MapPost("/pay", static () => "").WithIdempotency(o => o.ReplayHeaders.Add(name))));
        await Assert.ThrowsAsync<OptionsValidationException>(() => SmallHost.StartAsync(static _ => { }, o => o.ReplayHeaders.Add(name)));

        Assert.Contains("HTTP: POST /pay", atEndpoint.Message, StringComparison.Ordinal);
        Assert.Contains("ReplayHeaders cannot contain", atEndpoint.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?> Settings => new()
    {
        { "Ttl", "3h" }, { "LockTtl", "00:00:05" }, { "WaitTimeout", "1m" }, { "Required", "false" }, { "InFlight", "Wait" }, { "OnUnavailable", "Run" },
        { "MaxRequestBody", "5" }, { "MaxResponseBody", "6" }, { "Header", "X-Key" }, { "Space", "shop" }, { "Documentation", "https://example.com/keys" },
        { "Methods:0", "PUT" }, { "ReplayHeaders:0", "Location" }, { "Client", "ledger" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Each_setting_is_read_from_the_configuration(string name, string? value)
    {
        var (before, after) = (OptionsOf([]), OptionsOf([new("DerpKv:Idempotency:" + name, value)]));

        Assert.NotEqual(Values(before), Values(after));
        Assert.Single(Values(before).Zip(Values(after)), static pair => pair.First != pair.Second);
    }

    [Theory]
    [InlineData("Ttll", "3h", "is not a setting")]
    [InlineData("Ttl", "soon", "cannot be read")]
    [InlineData("Ttl", "0s", "Ttl must be more than zero")]
    [InlineData("LockTtl", "9ms", "LockTtl must be 10 ms or more")]
    [InlineData("InFlight", "1", "cannot be read")]
    [InlineData("Methods", "PUT", "cannot be read")]
    [InlineData("Methods:0", "GET", "Methods cannot contain")]
    [InlineData("Documentation", "keys.html", "cannot be read")]
    [InlineData("MaxRequestBody", "-1", "MaxRequestBody must not be negative")]
    public void A_setting_that_is_wrong_is_an_error(string name, string value, string expected)
    {
        var error = Assert.Throws<OptionsValidationException>(() => OptionsOf([new("DerpKv:Idempotency:" + name, value)]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clients_own_settings_know_the_section_once_it_is_registered()
    {
        static IServiceProvider Services(bool isRegistered)
        {
            var services = new ServiceCollection();
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("DerpKv:Idempotency:Ttl", "3h")]).Build());
            services.AddDerpKv(static kv => kv.UseMemory());
            if (isRegistered)
                services.AddKvIdempotency();
            return services.BuildServiceProvider();
        }

        Assert.NotNull(Services(isRegistered: true).GetRequiredService<KvClient>());
        Assert.Throws<OptionsValidationException>(() => Services(isRegistered: false).GetRequiredService<KvClient>());
    }

    private static KvIdempotencyEndpointOptions OptionsOf(KeyValuePair<string, string?>[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddKvIdempotency();
        return services.BuildServiceProvider().GetRequiredService<IOptions<KvIdempotencyEndpointOptions>>().Value;
    }

    private static List<string?> Values(KvIdempotencyEndpointOptions o) =>
    [
        o.Header, o.Space, o.Client, o.Required.ToString(), o.Ttl.ToString(), o.LockTtl.ToString(), o.WaitTimeout.ToString(), o.InFlight.ToString(), o.OnUnavailable.ToString(),
        $"{o.MaxRequestBody}", $"{o.MaxResponseBody}", o.Documentation?.ToString(), string.Join(',', o.Methods), string.Join(',', o.ReplayHeaders),
    ];
}
