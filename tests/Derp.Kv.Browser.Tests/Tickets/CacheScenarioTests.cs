using System.Text.RegularExpressions;

namespace Derp.Kv.Browser.Tests.Tickets;

[Collection(OneShop.Name)]
public partial class CacheScenarioTests(Chromium chromium, Shop shop)
{
    private const string Queries = "SELECT count(*) FROM query_log WHERE what = 'event 1'";
    private const string Price = "SELECT cents FROM events WHERE id = 1";

    [Fact]
    public async Task H11_two_hundred_callers_of_two_processes_are_one_query_and_on_the_live_page()
    {
        await using var live = await shop.OpenAsync(chromium, "/kv");
        await Expect(live.Page.Locator("#state")).ToHaveTextAsync("Live, 2 processes");
        await Expect(live.Page.Locator("#processes tbody tr")).ToHaveCountAsync(2);
        await using var visit = await shop.OpenAsync(chromium);
        // Read anew: an older value could be renewed meanwhile, which is a query too.
        await shop.PutAsync(shop.A, "/events/1", new { cents = await shop.CountAsync(Price) });
        await shop.GetAsync(shop.A, "/events/1");
        var before = await shop.CountAsync(Queries);
        var scenario = await Scenario.RunAsync(visit, "callers-200");

        Assert.Equal(1, await shop.CountAsync(Queries) - before);
        Assert.Equal(1, await scenario.NumberAsync("queries"));
        Assert.Equal(100, await scenario.NumberAsync("answers of process A"));
        Assert.Equal(100, await scenario.NumberAsync("answers of process B"));
        await Expect(visit.Page.Locator("[data-lane=B] .dots .dot")).ToHaveCountAsync(100);
        await visit.PictureAsync("tickets-200-callers", isWhole: false);
        visit.AssertNoReport();

        var row = live.Page.Locator("#cached tbody tr").Filter(new() { HasText = "Catalog.FindAsync" });
        await Expect(row.Locator("td[data-label='runs saved']")).ToHaveTextAsync(Hundreds());
        await live.PictureAsync("page-of-tickets", isWhole: false);
        live.AssertNoReport();
    }

    [Fact]
    public async Task Changed_price_is_on_the_pages_of_both_processes()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var before = await shop.CountAsync(Price);
        await Scenario.RunAsync(visit, "change-price");

        var changed = await shop.CountAsync(Price);
        Assert.NotEqual(before, changed);
        foreach (var process in (Uri[])[shop.A, shop.B])
            Assert.Contains($"<data value=\"{changed}\">", await shop.GetAsync(process, "/events/1/page"), StringComparison.Ordinal);
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Failing_database_leaves_the_values_of_before()
    {
        await using var visit = await shop.OpenAsync(chromium);
        var scenario = await Scenario.RunAsync(visit, "database-fails");
        Assert.InRange(await scenario.NumberAsync("past their lifetime"), 2, 100);
        visit.AssertNoReport();
    }

    [GeneratedRegex("^[0-9]{3}$")]
    private static partial Regex Hundreds();
}
