using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Page.Tests;

/// <summary>An application on Kestrel with two loopback ports: HTTP/1.1, and HTTP/2 without TLS.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeTimeProvider? _time;
    private readonly List<HttpClient> _callers = [];

    private PageHost(WebApplication app, FakeTimeProvider? time) => (_app, _time) = (app, time);

    public FakeLogCollector Logs => _app.Services.GetFakeLogCollector();

    public KvClient Client => _app.Services.GetRequiredService<KvClient>();

    /// <summary>A caller by HTTP/1.1.</summary>
    public HttpClient Http => field ??= Caller(HttpVersion.Version11);

    public Prices Prices => field ??= new(Client);

    public static async Task<PageHost> StartAsync(PageSetup? setup = null)
    {
        setup ??= new PageSetup();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = setup.Environment });
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddAuthentication(HeaderRole.Name).AddScheme<AuthenticationSchemeOptions, HeaderRole>(HeaderRole.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireRole("operator"));
        builder.Services.AddOutputCache(static cache => cache.AddBasePolicy(static policy => policy.Cache()));
        builder.Services.AddKvIdempotency();

        var time = setup.Time is null ? new FakeTimeProvider() : null;
        builder.Services.AddSingleton(setup.Time ?? time!);
        builder.Services.AddDerpKv(setup.Client);
        var app = builder.Build();
        try
        {
            if (setup.PathBase is { } pathBase)
                app.UsePathBase(pathBase);
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseOutputCache();
            setup.Map(app);
            await app.StartAsync();
            return new PageHost(app, time);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public HttpClient Caller(Version version)
    {
        var caller = new HttpClient
        {
            BaseAddress = new Uri(_app.Urls.ElementAt(version == HttpVersion.Version20 ? 1 : 0)),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(60),
        };
        _callers.Add(caller);
        return caller;
    }

    public Task<string> TextAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>The status of an answer, whose body may go on.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    /// <summary>Lets time pass; the system's passes by itself.</summary>
    public void Pass(TimeSpan time) => _time?.Advance(time);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _callers.ForEach(static caller => caller.Dispose());
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
