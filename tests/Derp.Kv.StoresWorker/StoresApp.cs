using System.Text;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.StoresWorker;

/// <summary>
/// A web application with the framework's caches on one client: sessions, pages, and a HybridCache. What it computes it counts in the store, so that a test sees the runs of all processes.
/// </summary>
public sealed class StoresApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KvClient _client;
    private readonly Gates _gates = new();

    private StoresApp(WebApplication app, KvClient client) => (_app, _client) = (app, client);

    public Uri Address => new(_app.Urls.Single());

    public static KvClient Connect(string endpoint) => new StackExchangeRedisKvClient(endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(10) });

    /// <param name="client">The store; the application's own from now on.</param>
    /// <param name="keys">A folder for the keys that protect the cookie of a session.</param>
    public static async Task<StoresApp> StartAsync(KvClient client, string keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(client);
        builder.Services.AddDataProtection().SetApplicationName("stores").PersistKeysToFileSystem(new DirectoryInfo(keys));
        builder.Services.AddKvDistributedCache();
        builder.Services.AddKvHybridCache();
        builder.Services.AddSession(static options => options.IdleTimeout = TimeSpan.FromMinutes(20));
        builder.Services.AddOutputCache();
        builder.Services.AddKvOutputCache();
        var web = builder.Build();
        var app = new StoresApp(web, client);
        web.UseSession();
        web.UseOutputCache();
        app.Map();
        await web.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _client.DisposeAsync();
    }

    private void Map()
    {
        _app.MapPost("/close/{gate}", (string gate) => _gates.Close(gate));
        _app.MapPost("/open/{gate}", (string gate) => _gates.Open(gate));
        _app.MapPost("/evict/{tag}", (string tag, IOutputCacheStore store) => store.EvictByTagAsync(tag, default));
        _app.MapPost("/remove/{tag}", (string tag, HybridCache cache) => cache.RemoveByTagAsync(tag));
        _app.MapGet("/hybrid/{key}", ReadAsync);
        _app.MapGet("/session/{name}", static (string name, HttpContext http) => http.Session.GetString(name) ?? "none");
        _app.MapPost("/session/{name}/{value}", static (string name, string value, HttpContext http) => http.Session.SetString(name, value));
        _app.MapDelete("/session", static (HttpContext http) => http.Session.Clear());

        // The tag is known before the page is rendered; or only after.
        _app.MapGet("/page/{id}", RenderAsync).CacheOutput(static policy => policy.AddPolicy<PageTag>());
        _app.MapGet("/late/{id}", async (string id, HttpContext http) =>
        {
            var page = await RenderAsync(id);
            http.Features.GetRequiredFeature<IOutputCacheFeature>().Context.Tags.Add(id);
            return page;
        }).CacheOutput();
    }

    // The source is read first: a page that is held at the gate was rendered from what stood there before.
    private async Task<string> RenderAsync(string id)
    {
        var source = await _client.GetAsync(Encoding.UTF8.GetBytes($"source:{id}"));
        await _client.IncrAsync(Encoding.UTF8.GetBytes($"runs:{id}"));
        await _gates.PassAsync(id);
        return source is null ? "nothing" : Encoding.UTF8.GetString(source);
    }

    private async Task<string[]> ReadAsync(string key, int callers, string? tag, HybridCache cache)
    {
        var calls = Enumerable.Range(0, callers).Select(_ => cache.GetOrCreateAsync(
            key,
            async ct =>
            {
                var run = await _client.IncrAsync(Encoding.UTF8.GetBytes($"runs:{key}"), ct);
                await _gates.PassAsync(key);
                return $"{Environment.ProcessId}:{run}";
            },
            tags: tag is null ? null : [tag]).AsTask());
        return await Task.WhenAll(calls);
    }

    private sealed class PageTag : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.Tags.Add((string)context.HttpContext.Request.RouteValues["id"]!);
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
