using Derp.Kv.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Derp.Kv.Browser.Tests;

/// <summary>One browser for all tests: the Chromium of this machine. Playwright's own browsers are not needed.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // The first draws nothing on a screen, and takes a quarter of the time.
    private static readonly string[] s_names = ["chromium-headless-shell", "chromium"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser is not started.");

    public async ValueTask InitializeAsync()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        var path = s_names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new NotSupportedException("Chromium is not on the PATH. On Debian: apt-get install chromium-headless-shell; ./test.sh does it.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path });

        // Test machines are busy.
        SetDefaultExpectTimeout(20_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
