using System.Net;
using Derp.Kv.AspNetCore;
using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Browser.Tests.LivePage;

/// <summary>A small application below a path base, with the live page.</summary>
public sealed class Library : IAsyncLifetime
{
    /// <summary>Markup, where a name is expected: of a limit.</summary>
    public const string Limit = "<script>alert('limit')</script>";

    /// <summary>The same of a route.</summary>
    public const string Route = "/return/<img src=x onerror=alert(1)>";

    private const string PathBase = "/library";

    private WebApplication? _app;
    private HttpClient? _http;

    /// <summary>Where the live page is.</summary>
    public Uri Page => new(Http.BaseAddress!, PathBase + "/kv");

    public Shelf Shelf => _app!.Services.GetRequiredService<Shelf>();

    private HttpClient Http => _http ?? throw new InvalidOperationException("The application is not started.");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDerpKv(static kv => kv.UseMemory());
        builder.Services.AddSingleton<Shelf>();
        builder.Services.AddKvIdempotency();
        builder.Services.AddKvRateLimiter(static limits => limits.AddPolicy(Limit, static policy => (policy.Limit, policy.Window) = (1000, TimeSpan.FromHours(1))));
        var app = _app = builder.Build();
        app.UsePathBase(PathBase);
        app.UseRouting();
        app.UseKvRateLimiter();
        app.MapDerpKv();
        app.MapPost(Route, static () => "thanks").WithIdempotency().RequireRateLimiting(Limit);
        await app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Something for each table, and an alarm.</summary>
    public async Task UseAsync()
    {
        for (var i = 0; i < 20; i++)
            await Shelf.GetBookAsync(i % 3);
        for (var i = 0; i < 2; i++)
        {
            await Shelf.LendAsync(1);
            await Shelf.LoginAsync(Guid.NewGuid().ToString());
            Assert.Equal(HttpStatusCode.OK, await ReturnAsync("returned-on-sunday"));
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                await Shelf.GetRateAsync("EUR");
                return Shelf.RateRuns > 1;
            },
            "The rate did not expire.");
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task<HttpStatusCode> ReturnAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Http.BaseAddress!, PathBase + Route));
        request.Headers.Add("Idempotency-Key", key);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }
}
