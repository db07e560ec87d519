using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Ledger;

// H5: what cannot be covered by a ledger keeps the host from starting.
public sealed class LedgerStartTests
{
    private static readonly Dictionary<string, (Action<WebApplication> Map, string Says)> s_mistakes = new()
    {
        ["no ledger"] = (static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State), "There is no LedgerTransaction at: HTTP: POST /a"),
        ["a claim"] = (static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).WithIdempotency(), "There is no LedgerTransaction at: HTTP: POST /a"),
        ["a disabled one"] = (
            static app => app.MapGroup("/").WithIdempotency(static o => o.UseLedger()).MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).DisableIdempotency(),
            "There is no LedgerTransaction at: HTTP: POST /a"),
        ["a safe method"] = (
            static app => app.MapGroup("/").WithIdempotency(static o => o.UseLedger()).MapGet("/a", static (LedgerTransaction transaction) => transaction.Connection.State),
            "There is no LedgerTransaction at: HTTP: GET /a"),
        ["no parameter"] = (static app => app.MapPost("/a", static () => "a").WithIdempotency(static o => o.UseLedger()), "its handler takes no LedgerTransaction"),
        ["a plain delegate"] = (static app => app.MapPost("/a", static http => http.Response.WriteAsync("a")).WithIdempotency(static o => o.UseLedger()), "its handler takes no LedgerTransaction"),
        ["a webhook without a parameter"] = (static app => app.MapPost("/a", static () => "a").ProcessOnce(static o => o.UseLedger()), "its handler takes no LedgerTransaction"),
        ["a webhook without a ledger"] = (static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).ProcessOnce(), "There is no LedgerTransaction at: HTTP: POST /a"),
        ["an unknown ledger"] = (
            static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).WithIdempotency(static o => o.UseLedger("orders")),
            "No KvLedger is registered under the name \"orders\""),
        ["without a key"] = (
            static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).WithIdempotency(static o => (o.Ledger, o.Required) = ("", false)),
            "Required must be true on a ledger"),
        ["more methods"] = (
            static app => app.MapMethods("/a", ["POST", "PUT"], static (LedgerTransaction transaction) => transaction.Connection.State).WithIdempotency(static o => o.UseLedger()),
            "Methods must have each method that the endpoint serves"),
        ["unprotected runs"] = (
            static app => app.MapPost("/a", static (LedgerTransaction transaction) => transaction.Connection.State).WithIdempotency(static o => (o.Ledger, o.OnUnavailable) = ("", IdempotencyUnavailable.Run)),
            "OnUnavailable must be Throw on a ledger"),
    };

    public static TheoryData<string> Mistakes => [.. s_mistakes.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task H5_The_host_does_not_start_with_an_endpoint_that_a_ledger_cannot_cover(string mistake)
    {
        var (map, says) = s_mistakes[mistake];

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => LedgerShop.StartAsync((string?)null, map));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_An_action_whose_transaction_is_not_a_service_keeps_the_host_from_starting()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LedgerShop.StartAsync((string?)null, static app => app.MapControllers().WithIdempotency(), controller: typeof(BareLedgerController)));

        Assert.Contains("needs [FromServices]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_on_a_ledger_can_have_an_endpoint_on_a_claim()
    {
        await using var shop = await LedgerShop.StartAsync((string?)null, static app =>
            app.MapGroup("/").WithIdempotency(static o => o.UseLedger()).MapPost("/a", static () => "a").WithIdempotency(static o => o.Ledger = null));
        using var caller = shop.Web.Caller();
        var key = Idempotency.Shop.NewKey();

        Assert.False((await caller.PostAsync("/a", key)).IsReplay);
        Assert.True((await caller.PostAsync("/a", key)).IsReplay);
    }

    [Fact]
    public async Task The_ledger_of_all_endpoints_can_be_set_in_the_configuration()
    {
        await using var shop = await LedgerShop.StartAsync(
            (string?)null,
            static app => app.MapPost("/a", static (HttpContext http, LedgerTransaction transaction) => LedgerEndpoints.OrderAsync(http, transaction)).WithIdempotency(),
            static builder => builder.Configuration.AddInMemoryCollection([new("DerpKv:Idempotency:Ledger", "")]));
        using var caller = shop.Web.Caller();
        var key = Idempotency.Shop.NewKey();

        await caller.PostAsync("/a", key);

        Assert.True((await caller.PostAsync("/a", key)).IsReplay);
        Assert.Equal(1, await shop.OrdersAsync(key));
    }

    [Fact]
    public async Task Elsewhere_than_in_a_handler_on_a_ledger_a_transaction_is_refused()
    {
        await using var shop = await LedgerShop.StartAsync((string?)null);
        await using var scope = shop.Web.Services.CreateAsyncScope();

        var refused = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<LedgerTransaction>());

        Assert.Contains("UseLedger()", refused.Message, StringComparison.Ordinal);
    }
}
