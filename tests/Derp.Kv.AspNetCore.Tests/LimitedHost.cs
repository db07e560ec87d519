using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests;

/// <summary>A web application on Kestrel, on a free loopback port, with one endpoint under the policy <c>login</c>.</summary>
internal sealed class LimitedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _runs;

    private LimitedHost(WebApplication app) => _app = app;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Runs of the endpoint.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Runs after each request has left the application, with what it threw.</summary>
    public Action<Exception?> Left { get; set; } = static _ => { };

    public static async Task<LimitedHost> StartAsync(KvClient client, Action<RateLimiterOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(client);
        builder.Services.AddRateLimiter(configure);
        var app = builder.Build();
        var host = new LimitedHost(app);
        app.Use(host.ObserveAsync);
        app.UseRouting();
        app.UseRateLimiter();
        app.MapGet("/login/{user}", (string user) => $"{user} {Interlocked.Increment(ref host._runs)}").RequireRateLimiting("login");
        app.MapGet("/free", () => "free");
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        host.Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
        return host;
    }

    /// <summary>The statuses of requests made one after another.</summary>
    public async Task<IReadOnlyList<HttpStatusCode>> LoginAsync(string user, int times)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var response = await Http.GetAsync(new Uri($"/login/{user}", UriKind.Relative));
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    // What an application's exception handler does: an unavailable store is the server's trouble, and passes.
    private async Task ObserveAsync(HttpContext http, RequestDelegate next)
    {
        Exception? thrown = null;
        try
        {
            await next(http);
        }
        catch (KvUnavailableException e)
        {
            thrown = e;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e)
        {
            thrown = e;
            throw;
        }
        finally
        {
            Left(thrown);
        }
    }
}
