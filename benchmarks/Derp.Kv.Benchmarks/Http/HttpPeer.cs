using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Benchmarks;

/// <summary>An application on Kestrel, on a free port of the loopback address. Each way to limit has one of its own, with nothing of the others in its pipeline.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpPeer(WebApplication app) => _app = app;

    public int Port { get; private init; }

    public static async Task<HttpPeer> StartAsync(Action<WebApplicationBuilder> build, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        build(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new HttpPeer(app) { Port = new Uri(app.Urls.Single()).Port };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
