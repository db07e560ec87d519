using Derp.Kv.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Derp.Kv.Browser.Tests;

/// <summary>One browser for all tests: the Chromium of this machine. Playwright's own browsers are not needed.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Name = "chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser is not started.");

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists)
            ?? throw new NotSupportedException($"{Name} is not on the PATH. On Debian: apt-get install {Name}; ./test.sh does it.");
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
