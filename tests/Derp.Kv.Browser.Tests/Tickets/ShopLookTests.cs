namespace Derp.Kv.Browser.Tests.Tickets;

[Collection(OneShop.Name)]
public class ShopLookTests(Chromium chromium, Shop shop)
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
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Page_of_an_event_is_accessible()
    {
        await using var visit = await shop.OpenAsync(chromium, "/events/3/page");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nine Small Machines");
        await visit.AssertAccessibleAsync();
        visit.AssertNoReport();
    }

    [Fact]
    public async Task Scenario_is_run_by_keyboard_alone()
    {
        await using var visit = await shop.OpenAsync(chromium);
        await visit.TabToAsync(visit.Page.Locator("#pay"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#result")).ToHaveAttributeAsync("data-done", "pay");
        visit.AssertNoReport();
    }
}
