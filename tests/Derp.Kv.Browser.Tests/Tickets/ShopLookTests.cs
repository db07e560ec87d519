using System.Text.RegularExpressions;

namespace Derp.Kv.Browser.Tests.Tickets;

[Collection(OneShop.Name)]
public partial class ShopLookTests(Chromium chromium, Shop shop)
{
    [Theory]
    [InlineData(ColorScheme.Light, false, "tickets-light")]
    [InlineData(ColorScheme.Dark, false, "tickets-dark")]
    [InlineData(ColorScheme.Light, true, "tickets-phone")]
    public async Task Shop_is_accessible_and_fits(ColorScheme scheme, bool isPhone, string picture)
    {
        await using var visit = await shop.OpenAsync(chromium, "/", scheme, isPhone);
        await Scenario.RunAsync(visit, "pay-twice");
        await visit.AssertAccessibleAsync();
        await visit.AssertFitsAsync();
        await visit.PictureAsync(picture);
        visit.AssertNoObjection();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Page_of_an_event_is_accessible(ColorScheme scheme)
    {
        await using var visit = await shop.OpenAsync(chromium, "/events/3/page", scheme);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nine Small Machines");
        await visit.AssertAccessibleAsync();
        visit.AssertNoObjection();
    }

    [Fact]
    public async Task Scenario_is_run_by_keyboard_alone()
    {
        await using var visit = await shop.OpenAsync(chromium);
        await visit.TabToAsync(visit.Page.Locator("#pay"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#result")).ToHaveAttributeAsync("data-done", "pay");
        visit.AssertNoObjection();
    }

    [Fact]
    public async Task H11_live_page_shows_both_processes()
    {
        await using var visit = await shop.OpenAsync(chromium, "/kv");
        await Expect(visit.Page.Locator("#state")).ToHaveTextAsync("Live, 2 processes");
        await Expect(visit.Page.Locator("#processes tbody tr")).ToHaveCountAsync(2);

        // Through B, and seen at A.
        await shop.GetAsync(shop.B, "/events/4");
        await shop.GetAsync(shop.B, "/events/4");
        var row = visit.Page.Locator("#cached tbody tr").Filter(new() { HasText = "Catalog.FindAsync" });
        await Expect(row.Locator("td[data-label=bodies]")).ToHaveTextAsync(Some());
        visit.AssertNoObjection();
    }

    [GeneratedRegex("^[1-9][0-9]*$")]
    private static partial Regex Some();
}
