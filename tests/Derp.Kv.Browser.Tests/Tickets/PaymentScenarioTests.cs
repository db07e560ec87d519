using Derp.Kv.Conformance;

namespace Derp.Kv.Browser.Tests.Tickets;

[Collection(OneShop.Name)]
public class PaymentScenarioTests(Chromium chromium, Shop shop)
{
    [Fact]
    public async Task Order_is_one_charge_and_one_payment()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var before = await Sold.ReadAsync(shop);
        await Scenario.RunAsync(visit, "pay");
        Assert.Equal(before.AndOneOrderOf(seats: 1), await Sold.ReadAsync(shop));

        // The provider tells of it afterwards.
        await Eventually.HoldsAsync(async () => await shop.CountAsync(Money.PaymentsOfLastCharge) == 1, "The webhook did not come.");
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Paying_twice_is_one_charge()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var before = await Sold.ReadAsync(shop);
        var scenario = await Scenario.RunAsync(visit, "pay-twice");
        Assert.Equal(before.AndOneOrderOf(seats: 1), await Sold.ReadAsync(shop));
        Assert.Equal("yes, byte for byte", await scenario.FactAsync("the same order"));
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Other_amount_under_a_used_key_is_refused_and_pays_nothing()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var before = await Money.ReadAsync(shop);
        var scenario = await Scenario.RunAsync(visit, "other-amount");
        Assert.Equal(before.And(orders: 1, charges: 1), await Money.ReadAsync(shop));
        Assert.Equal("422 idempotency_key_reused", await scenario.FactAsync("two seats under the key of one"));
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Webhook_that_is_delivered_again_is_one_payment()
    {
        await using var visit = await shop.OpenAsync(chromium);
        await Scenario.RunAsync(visit, "pay");
        var scenario = await Scenario.RunAsync(visit, "redeliver");
        Assert.Equal(1, await shop.CountAsync(Money.PaymentsOfLastCharge));
        Assert.StartsWith("6, ", await scenario.FactAsync("deliveries"), StringComparison.Ordinal);
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Guesses_at_both_processes_are_counted_together()
    {
        await using var visit = await shop.OpenAsync(chromium);
        const string logins = "SELECT count(*) FROM logins";
        var before = await shop.CountAsync(logins);
        var scenario = await Scenario.RunAsync(visit, "login-6");
        Assert.Equal(5, await shop.CountAsync(logins) - before);
        Assert.Equal("401, 401, 401, 401, 401, 429", await scenario.FactAsync("six guesses"));
        visit.AssertNoReport();
    }
}
