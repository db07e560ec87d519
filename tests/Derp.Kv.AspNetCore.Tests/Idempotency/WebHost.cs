using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>A web application on Kestrel with two loopback ports: HTTP/1.1, and HTTP/2 without TLS.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri[] _addresses;

    private WebHost(WebApplication app, SaidLines said)
    {
        (_app, Said) = (app, said);
        _addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address))];
    }

    /// <summary>What the application has logged.</summary>
    public SaidLines Said { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebHost> StartAsync(KvClient client, Action<WebApplicationBuilder> build, Action<WebApplication> map)
    {
        var said = new SaidLines();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(said).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(client);
        build(builder);
        var app = builder.Build();
        try
        {
            map(app);
            await app.StartAsync();
            return new WebHost(app, said);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Uri Address(Version version) => _addresses[version == HttpVersion.Version20 ? 1 : 0];

    /// <summary>A caller, with connections of its own.</summary>
    public Caller Caller(Version? version = null) => new(Address(version ?? HttpVersion.Version11), version ?? HttpVersion.Version11);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
