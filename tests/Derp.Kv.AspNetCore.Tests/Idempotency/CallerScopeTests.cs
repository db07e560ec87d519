using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H2: a replay is for the caller who has run, and passes no right.
public sealed class CallerScopeTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H2_Another_user_runs_and_one_without_the_right_is_refused(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        Task<Answer> PayAsync(string user, string right, string issuer = "shop") =>
            caller.PostAsync("/pay", key, headers: [("X-User", user), ("X-Right", right), ("X-Issuer", issuer)]);

        var answers = new[] { await PayAsync("alice", "pay"), await PayAsync("bob", "pay"), await PayAsync("alice", "pay", "bank"), await PayAsync("alice", "pay"), await PayAsync("alice", "look") };

        Assert.Equal(["run 1", "run 2", "run 3", "run 1"], answers[..4].Select(static answer => answer.Text));
        Assert.Equal([false, false, false, true], answers[..4].Select(static answer => answer.IsReplay));
        Assert.Equal((HttpStatusCode.Forbidden, 0), (answers[4].Status, answers[4].Bytes.Length));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_An_anonymous_key_has_16_characters_or_more(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey()[^16..];

        var tooShort = await caller.PostAsync("/string", key[..15]);
        var anonymous = await caller.PostAsync("/string", key);
        var user = await caller.PostAsync("/string", key[..15], headers: ("X-User", "alice"));

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_malformed"), (tooShort.Status, tooShort.Code));
        Assert.Equal(HttpStatusCode.OK, anonymous.Status);
        Assert.Equal(HttpStatusCode.OK, user.Status);
    }

    [Fact]
    public async Task H2_A_user_whom_nothing_identifies_is_not_taken_for_another()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        var answer = await caller.PostAsync("/string", key, headers: ("X-User", "nameless"));

        Assert.Equal((HttpStatusCode.InternalServerError, 0), (answer.Status, shop.Runs.Of(key)));
    }

    [Fact]
    public async Task H2_The_application_can_say_who_a_key_belongs_to()
    {
        await using var host = await SmallHost.StartAsync(
            static app => app.MapPost("/", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(),
            static o => o.Scope = static http => http.Request.Headers["X-Tenant"]);
        using var caller = host.Web.Caller();

        Assert.Equal("run 1", (await caller.PostAsync("/", "short", headers: ("X-Tenant", "a"))).Text);
        Assert.Equal("run 2", (await caller.PostAsync("/", "short", headers: ("X-Tenant", "b"))).Text);
        Assert.True((await caller.PostAsync("/", "short", headers: ("X-Tenant", "a"))).IsReplay);
        Assert.Equal("idempotency_key_malformed", (await caller.PostAsync("/", "short")).Code);
    }

    [Fact]
    public async Task H2_A_space_separates_the_keys_of_one_caller()
    {
        await using var host = await SmallHost.StartAsync(static app =>
        {
            app.MapPost("/one", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(static o => o.Space = "one");
            app.MapPost("/other", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency();
        });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        Assert.Equal("run 1", (await caller.PostAsync("/one", key)).Text);
        Assert.Equal("run 2", (await caller.PostAsync("/other", key)).Text);
        Assert.Equal("run 1", (await caller.PostAsync("/one", key)).Text);
    }
}
