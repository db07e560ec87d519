namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>On a shop of its own: its processes and its store end.</summary>
public class CrashScenarioTests(Chromium chromium, Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Process_killed_in_mid_payment_leaves_one_charge_and_starts_again()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var (before, starts) = (await Money.ReadAsync(shop), shop.StartsOfB);
        var scenario = await Scenario.RunAsync(visit, "kill-b");

        Assert.Equal(before.And(orders: 1, charges: 1), await Money.ReadAsync(shop));
        Assert.Equal(starts + 1, shop.StartsOfB);
        Assert.Equal("no answer", await scenario.FactAsync("the request to B"));
        Assert.Equal("1", await scenario.FactAsync("charged and not written down"));
        visit.AssertNoReport();
    }

    // L1: what the crash leaves is read by the page between crash and retry, and what is there at the end by SQL.
    [Theory]
    [InlineData("kill-b-in-sale", "0, 0 and 0")]
    [InlineData("kill-b-after-sale", "1, 2 and 1")]
    public async Task Process_killed_in_a_sale_leaves_all_of_it_or_nothing_and_the_retry_sells_once(string button, string left)
    {
        await using var visit = await shop.OpenAsync(chromium);
        var (before, starts) = (await Sold.ReadAsync(shop), shop.StartsOfB);
        var scenario = await Scenario.RunAsync(visit, button);

        Assert.Equal(before.AndOneOrderOf(seats: 2), await Sold.ReadAsync(shop));
        Assert.Equal(starts + 1, shop.StartsOfB);
        Assert.Equal("no answer", await scenario.FactAsync("the request to B"));
        Assert.Equal(left, await scenario.FactAsync("paid orders, tickets and records after the crash"));
        Assert.Equal("1, 2 and 1", await scenario.FactAsync("paid orders, tickets and records after that"));
        await visit.PictureAsync("tickets-" + button);
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Without_the_store_pages_come_and_payments_are_refused_and_with_it_all_is_as_before()
    {
        await using var visit = await shop.OpenAsync(chromium);
        await Scenario.RunAsync(visit, "pay");
        var before = await Money.ReadAsync(shop);
        const string logins = "SELECT count(*) FROM logins";
        var guesses = await shop.CountAsync(logins);
        var stopped = await Scenario.RunAsync(visit, "stop-store");

        Assert.Equal(before, await Money.ReadAsync(shop));
        Assert.Equal(guesses, await shop.CountAsync(logins));
        Assert.Equal("503 store_unavailable", await stopped.FactAsync("a payment"));
        Assert.Equal("200", await stopped.FactAsync("a page"));

        var started = await Scenario.RunAsync(visit, "start-store");
        Assert.Equal("201, replayed", await started.FactAsync("an order that was paid before"));
        Assert.Equal(before.And(orders: 1, charges: 1), await Money.ReadAsync(shop));
        visit.AssertNoReport();
    }
}
