using Derp.Kv.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>What the buttons of the page reach that stop and start the store: the address of a supervisor, over a server of the test's own.</summary>
internal sealed class StoreSwitch : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StoreSwitch(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<StoreSwitch> StartAsync(ValkeyServer store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/store/stop", store.Kill);
        app.MapPost("/store/start", store.RestartAsync);
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
