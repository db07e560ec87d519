using System.Globalization;

namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>Presses a button of the page, and reads what it shows at the end.</summary>
internal sealed class Scenario
{
    // The longest waits for a claim of five seconds, and for a process that starts again.
    private const float Patience = 60_000;

    private readonly ILocator _result;

    private Scenario(ILocator result) => _result = result;

    public static async Task<Scenario> RunAsync(Visit visit, string button)
    {
        await visit.Page.Locator("#" + button).ClickAsync();
        var result = visit.Page.Locator("#result");
        await Expect(result).ToHaveAttributeAsync("data-done", button, new() { Timeout = Patience });
        var scenario = new Scenario(result);
        Assert.True(await result.Locator(".headline.good").CountAsync() == 1, $"{button}: {await result.InnerTextAsync()}");
        return scenario;
    }

    /// <summary>A line of the result.</summary>
    public Task<string> FactAsync(string name) =>
        _result.GetByRole(AriaRole.Row).Filter(new() { Has = _result.Page.GetByRole(AriaRole.Rowheader, new() { Name = name, Exact = true }) }).GetByRole(AriaRole.Cell).First.InnerTextAsync();

    public async Task<long> NumberAsync(string name) => long.Parse(await FactAsync(name), CultureInfo.InvariantCulture);
}
