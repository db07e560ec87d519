using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Web;

/// <summary>An application on Kestrel, on two free ports of the loopback address: one speaks HTTP/1.1, the other HTTP/2 without TLS.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private const string IdHeader = "X-Test-Request";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ended = new();
    private (HttpClient Http, Version Version)[] _clients = [];

    private WebApp(WebApplication app, LogLines log) => (_app, Log) = (app, log);

    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebApp> StartAsync(Action<WebApplicationBuilder> build, Action<WebApplication> map)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        build(builder);
        var web = new WebApp(builder.Build(), log);
        web._app.Use(web.TellEndAsync);
        map(web._app);
        try
        {
            await web._app.StartAsync();
        }
        catch
        {
            await web._app.DisposeAsync();
            throw;
        }

        web._clients = [.. web._app.Urls.Zip([HttpVersion.Version11, HttpVersion.Version20], ClientOf)];
        return web;
    }

    /// <summary>Sends a request, and waits until the application is done with it, not only until the answer has come.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, int protocol = 1)
    {
        var (http, version) = _clients[protocol - 1];
        var (id, ended) = (Guid.NewGuid().ToString(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _ended[id] = ended;
        request.Headers.Add(IdHeader, id);
        request.Version = version;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var response = await http.SendAsync(request);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string path, int protocol = 1, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(request, protocol);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (http, _) in _clients)
            http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task TellEndAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        finally
        {
            if (_ended.TryRemove(http.Request.Headers[IdHeader].ToString(), out var ended))
                ended.SetResult();
        }
    }

#pragma warning disable CA2000 // The client owns its handler.
    private static (HttpClient Http, Version Version) ClientOf(string url, Version version) => (new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(url),
        Timeout = TimeSpan.FromSeconds(20),
    }, version);
#pragma warning restore CA2000
}
