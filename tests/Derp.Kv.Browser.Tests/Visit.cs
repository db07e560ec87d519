using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Derp.Kv.Browser.Tests;

/// <summary>A page in a window that shares nothing with the windows of other tests, and what the browser reports against it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _reports = new();
    private readonly IBrowserContext _window;

    private Visit(IBrowserContext window, IPage page) => (_window, Page) = (window, page);

    public IPage Page { get; }

    /// <summary>Opens a page.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="address">Of the page. Nothing may be asked of other hosts.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="isPhone">As wide as a small phone.</param>
    public static async Task<Visit> OpenAsync(Chromium chromium, Uri address, ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        var window = await chromium.Browser.NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = isPhone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
        });
        var visit = new Visit(window, await window.NewPageAsync());
        await visit.WatchAsync(address.Authority);
        await visit.Page.GotoAsync(address.ToString());
        return visit;
    }

    /// <summary>No error in the console, no exception, no report of the content policy, no dialog, no request to a foreign host.</summary>
    public void AssertNoReport() => Assert.True(_reports.IsEmpty, string.Join('\n', _reports));

    /// <summary>axe finds nothing on the page as it is now, by the rules of WCAG and by those of good practice.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(Describe)));
    }

    /// <summary>Nothing has to be scrolled sideways.</summary>
    /// <param name="within">Which elements are looked at: the page as a whole, or parts that have scrollbars of their own, too.</param>
    public async Task AssertFitsAsync(string within = "html")
    {
        var over = await Page.Locator(within).EvaluateAllAsync<int>("all => Math.max(...all.map(each => each.scrollWidth - each.clientWidth))");
        Assert.True(over <= 0, $"The content is {over} pixels wider than its place.");
    }

    /// <summary>Goes from element to element until one has the focus, which must be seen.</summary>
    public async Task TabToAsync(ILocator target)
    {
        for (var i = 0; i < 50; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                Assert.NotEqual("none", await target.EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle"));
                await Expect(target).ToBeInViewportAsync();
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach {target}.");
    }

    /// <summary>Leaves a picture among the artifacts.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="isWhole">The whole page, or what the window shows of it.</param>
    public Task PictureAsync(string name, bool isWhole = true) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, name + ".png"), FullPage = isWhole });

    public async ValueTask DisposeAsync() => await _window.DisposeAsync();

    private async Task WatchAsync(string host)
    {
        await Page.ExposeFunctionAsync("reportOfPolicy", (string report) => _reports.Enqueue($"content policy: {report}"));
        await Page.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => reportOfPolicy(`${e.effectiveDirective} ${e.blockedURI}`))");
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _reports.Enqueue($"{message.Type} in the console: {message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => _reports.Enqueue($"exception: {error}");
        Page.Dialog += (_, dialog) =>
        {
            _reports.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != host)
                _reports.Enqueue($"request to a foreign host: {request.Url}");
        };
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help} {string.Join(", ", violation.Nodes.Select(static node => node.Html))}";
}
