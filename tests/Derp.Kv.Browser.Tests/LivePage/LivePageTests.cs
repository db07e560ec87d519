namespace Derp.Kv.Browser.Tests.LivePage;

/// <summary>H11: the live page in a real browser, below a path base.</summary>
public class LivePageTests(Chromium chromium, Library library) : IClassFixture<Library>
{
    [Theory]
    [InlineData(ColorScheme.Light, false, "page-light")]
    [InlineData(ColorScheme.Dark, false, "page-dark")]
    [InlineData(ColorScheme.Dark, true, "page-phone")]
    public async Task H11_page_is_accessible_and_fits(ColorScheme scheme, bool isPhone, string picture)
    {
        await using var visit = await OpenAsync(scheme, isPhone);
        await library.UseAsync();
        await Expect(visit.Page.GetByText("Calls got a value past its lifetime")).ToBeVisibleAsync();
        await Expect(Row(visit, "limits", Library.Limit)).ToBeVisibleAsync();

        // axe looks at each cell: one open table is enough.
        if (scheme == ColorScheme.Light)
        {
            await visit.Page.GetByText("As a table").First.ClickAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "seconds ago" })).ToHaveCountAsync(1);
        }

        await visit.AssertAccessibleAsync();
        await visit.AssertFitsAsync(isPhone ? "html, .scroll" : "html");
        await visit.PictureAsync(picture);
        visit.AssertNoReport();
    }

    [Fact]
    public async Task H11_figures_follow_the_calls()
    {
        await using var visit = await OpenAsync();
        var row = Row(visit, "cached", "Shelf.GetAuthorAsync");
        await Expect(row.Locator("td[data-label=bodies]")).ToBeEmptyAsync();

        for (var i = 0; i < 3; i++)
            await library.Shelf.GetAuthorAsync(1);
        await Expect(row.Locator("td[data-label=bodies]")).ToHaveTextAsync("1");
        await Expect(row.Locator("td[data-label=hits]")).ToHaveTextAsync("2");

        await library.Shelf.GetAuthorAsync(2);
        await Expect(row.Locator("td[data-label=bodies]")).ToHaveTextAsync("2");
        await Expect(row.Locator("td[data-label=ratio]")).ToHaveTextAsync("50%");
        visit.AssertNoReport();
    }

    [Fact]
    public async Task H11_method_is_listed_before_its_first_call()
    {
        await using var visit = await OpenAsync();
        await Expect(Row(visit, "cached", "Shelf.GetLostAsync")).ToContainTextAsync("shelf-lost:{id}");
    }

    [Fact]
    public async Task H11_markup_in_a_name_is_text()
    {
        await using var visit = await OpenAsync();
        await library.UseAsync();
        await Expect(Row(visit, "limits", Library.Limit)).ToBeVisibleAsync();
        await Expect(Row(visit, "routes", Library.Route)).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("body script, body img")).ToHaveCountAsync(0);
        visit.AssertNoReport();
    }

    [Fact]
    public async Task H11_page_is_operable_by_keyboard_alone()
    {
        await using var visit = await OpenAsync();
        var page = visit.Page;
        await visit.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the methods" }));
        await visit.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Pause" }));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#state")).ToHaveTextAsync("Paused");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#state")).ToHaveTextAsync("Live, 1 process");

        var chart = page.Locator("figure").Last;
        await visit.TabToAsync(chart.Locator("summary"));
        await page.Keyboard.PressAsync("Enter");
        await visit.TabToAsync(chart.GetByRole(AriaRole.Region));
        await Expect(chart.GetByRole(AriaRole.Row)).ToHaveCountAsync(61);

        await visit.TabToAsync(page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter" }));
        await page.Keyboard.TypeAsync("getlost");
        await Expect(page.Locator("#cached tbody tr")).ToHaveCountAsync(1);
        foreach (var table in (string[])["cached", "once", "routes", "limits", "processes"])
            await visit.TabToAsync(page.Locator("#" + table));
        visit.AssertNoReport();
    }

    [Fact]
    public async Task H11_skip_link_leads_to_the_methods()
    {
        await using var visit = await OpenAsync();
        await visit.TabToAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the methods" }));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
    }

    private async Task<Visit> OpenAsync(ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        var visit = await Visit.OpenAsync(chromium, library.Page, scheme, isPhone);
        await Expect(visit.Page.Locator("#state")).ToHaveTextAsync("Live, 1 process");
        return visit;
    }

    private static ILocator Row(Visit visit, string table, string name) =>
        visit.Page.Locator($"#{table} tbody tr").Filter(new() { Has = visit.Page.GetByText(name) });
}
