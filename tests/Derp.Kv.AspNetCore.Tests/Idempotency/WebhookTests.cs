using System.Net;
using System.Text.Json;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H3 for webhooks: an event is handled once, and again after a failure.
public sealed class WebhookTests(SharedServer server)
{
    private static readonly string[] s_ids = [new string('x', 256), "a\u00e9"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task H3_An_event_is_handled_once_and_again_after_a_failure(bool isValkey)
    {
        await using var hooks = await Hooks.StartAsync(isValkey ? server : null);
        using var sender = hooks.Web.Caller(isValkey ? HttpVersion.Version20 : HttpVersion.Version11);
        var id = Shop.NewKey();

        var failed = await Hooks.SendAsync(sender, "/fails-first", id);
        var refused = await Hooks.SendAsync(sender, "/fails-first", id);
        var handled = await Hooks.SendAsync(sender, "/fails-first", id);
        var again = await Hooks.SendAsync(sender, "/fails-first", id, "{ }");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal((HttpStatusCode.Accepted, "run 3"), (handled.Status, handled.Text));
        Assert.Equal((HttpStatusCode.Accepted, "", true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal(3, hooks.Runs.Of(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task H3_A_delivery_while_the_event_is_handled_is_to_come_again(bool isValkey)
    {
        await using var hooks = await Hooks.StartAsync(isValkey ? server : null);
        using var sender = hooks.Web.Caller(isValkey ? HttpVersion.Version20 : HttpVersion.Version11);
        var id = Shop.NewKey();

        var first = Hooks.SendAsync(sender, "/gated", id);
        await hooks.Runs.Gate(id).EnteredAsync();
        var second = await Hooks.SendAsync(sender, "/gated", id);
        hooks.Runs.Gate(id).Open();

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_in_flight"), (second.Status, second.Code));
        Assert.NotNull(second.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
    }

    [Fact]
    public async Task H3_An_event_without_an_id_is_a_problem()
    {
        await using var hooks = await Hooks.StartAsync(null);
        using var sender = hooks.Web.Caller();

        var missing = await sender.PostAsync("/gated", null);
        Assert.Equal((HttpStatusCode.BadRequest, "event_id_missing"), (missing.Status, missing.Code));
        foreach (var id in s_ids)
            Assert.Equal("event_id_malformed", (await sender.PostAsync("/gated", null, headers: ("webhook-id", id))).Code);
        Assert.Equal("event_id_malformed", (await sender.PostAsync("/gated", null, headers: [("webhook-id", "a"), ("webhook-id", "b")])).Code);
        Assert.Equal("event_id_missing", (await sender.PostAsync("/by-body", null, "{}")).Code);
    }

    [Fact]
    public async Task H3_Two_endpoints_have_events_of_their_own_and_an_id_can_stand_in_the_body()
    {
        await using var hooks = await Hooks.StartAsync(null);
        using var sender = hooks.Web.Caller();
        var id = Shop.NewKey();
        var body = $$"""{"id":"{{id}}"}""";

        Assert.Equal($"run 1 of {body}", (await sender.PostAsync("/by-body", null, body)).Text);
        Assert.True((await sender.PostAsync("/by-body", null, body)).IsReplay);
        hooks.Runs.Gate(id).Open();
        Assert.Equal("run 2", (await Hooks.SendAsync(sender, "/gated", id)).Text);
    }

    [Fact]
    public async Task H5_A_webhook_in_an_idempotent_group_needs_no_key()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapGroup("/").WithIdempotency().MapPost("/hook", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").ProcessOnce());
        using var sender = host.Web.Caller();

        Assert.Equal("run 1", (await sender.PostAsync("/hook", null, headers: ("webhook-id", "1"))).Text);
        Assert.Equal("", (await sender.PostAsync("/hook", null, headers: ("webhook-id", "1"))).Text);
    }

    [Fact]
    public async Task H5_An_option_out_of_its_range_keeps_the_host_from_starting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(static app => app.MapPost("/hook", static () => "").ProcessOnce(static o => o.Ttl = TimeSpan.Zero)));

        Assert.Contains("HTTP: POST /hook", error.Message, StringComparison.Ordinal);
        Assert.Contains("Ttl", error.Message, StringComparison.Ordinal);
    }

    private sealed class Hooks(WebHost web, KvClient client, Runs runs) : IAsyncDisposable
    {
        public WebHost Web { get; } = web;

        public Runs Runs { get; } = runs;

        public static async Task<Hooks> StartAsync(SharedServer? server)
        {
            KvClient client = server is null ? new MemoryKvClient() : new StackExchangeRedisKvClient(server.Endpoint);
            await client.ConnectAsync();
            var runs = new Runs();
            var web = await WebHost.StartAsync(
                client,
                builder =>
                {
                    builder.Services.AddSingleton(runs);
                    builder.Services.AddKvIdempotency();
                },
                Map);
            return new Hooks(web, client, runs);
        }

        public static Task<Answer> SendAsync(Caller sender, string path, string id, string body = "{}") => sender.PostAsync(path, null, body, ("webhook-id", id));

        public async ValueTask DisposeAsync()
        {
            await Web.DisposeAsync();
            await client.DisposeAsync();
        }

        private static void Map(WebApplication app)
        {
            app.MapPost("/fails-first", static (HttpContext http) => ShopEndpoints.Ran(http) switch
            {
                1 => throw new InvalidOperationException("The handler has failed."),
                2 => Results.Unauthorized(),
                var run => Results.Text($"run {run}", statusCode: 202),
            }).ProcessOnce();
            app.MapPost("/gated", static async (HttpContext http) =>
            {
                var run = ShopEndpoints.Ran(http);
                await ShopEndpoints.GateOf(http).PassAsync();
                return $"run {run}";
            }).ProcessOnce();
            app.MapPost("/by-body", static async (HttpContext http) => $"run {ShopEndpoints.Ran(http)} of {await new StreamReader(http.Request.Body).ReadToEndAsync()}").ProcessOnce(static o => o.EventId = IdOfAsync);
        }

        private static async ValueTask<string?> IdOfAsync(HttpContext http)
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            return body.RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;
        }
    }
}
