using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Derp.Kv.AspNetCore.Tests.Idempotency.Shops))]

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>The application that most tests of idempotency call: over a store in memory, and over a real server. Each starts with the first test that needs it.</summary>
public sealed class Shops : IAsyncDisposable
{
    private readonly Lazy<Task<Shop>> _memory;
    private readonly Lazy<Task<Shop>> _valkey;

    public Shops()
    {
        _memory = new(static () => Shop.StartAsync(new MemoryKvClient(), null));
        _valkey = new(static async () =>
        {
            var server = await ValkeyServer.StartAsync();
            var client = new StackExchangeRedisKvClient(server.Endpoint);
            await client.ConnectAsync();
            return await Shop.StartAsync(client, server);
        });
    }

    internal Task<Shop> OfAsync(Wire wire) => wire.IsValkey() ? _valkey.Value : _memory.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in new[] { _memory, _valkey })
        {
            if (shop.IsValueCreated && await Task.WhenAny(shop.Value) is { IsCompletedSuccessfully: true } started)
                await (await started).DisposeAsync();
        }
    }
}

/// <summary>One of them.</summary>
internal sealed class Shop(WebHost host, Runs runs, KvClient client, ValkeyServer? server) : IAsyncDisposable
{
    private static int s_keys;

    public WebHost Host { get; } = host;

    public Runs Runs { get; } = runs;

    public KvClient Client { get; } = client;

    /// <summary>A key that no other test has.</summary>
    public static string NewKey() => $"key-{Guid.NewGuid():N}-{Interlocked.Increment(ref s_keys)}";

    public static async Task<Shop> StartAsync(KvClient client, ValkeyServer? server)
    {
        var runs = new Runs();
        var host = await WebHost.StartAsync(client, builder => Build(builder, runs), Map);
        return new Shop(host, runs, client, server);
    }

    public static void Build(WebApplicationBuilder builder, Runs runs)
    {
        builder.Services.AddSingleton(runs);
        builder.Services.AddProblemDetails();
        builder.Services.AddAuthentication(HeaderUser.Name).AddScheme<AuthenticationSchemeOptions, HeaderUser>(HeaderUser.Name, null);
        builder.Services.AddAuthorization(static o => o.AddPolicy("pay", static policy => policy.RequireClaim("right", "pay")));
        builder.Services.AddRequestDecompression();
        builder.Services.AddResponseCompression(static o => o.MimeTypes = ["application/json"]);
        builder.Services.AddRequestTimeouts();
        builder.Services.AddAntiforgery();
        builder.Services.AddControllersWithViews(static o => o.Filters.Clear()).ConfigureApplicationPartManager(static parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new AssemblyPart(typeof(Shop).Assembly));
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new OneController(typeof(ShopController)));
        });
        builder.Services.AddSingleton<ICompositeViewEngine, TextViews>();
        builder.Services.AddKvIdempotency();
    }

    public ValueTask DisposeAsync() => DisposeAllAsync();

    private static void Map(WebApplication app)
    {
        app.UsePathBase("/tenant");
        app.Use(static (http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.SetCookie = http.Response.Headers.SetCookie.Append($"login={http.TraceIdentifier}").ToArray();
                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseExceptionHandler();
        app.UseResponseCompression();
        app.UseRequestDecompression();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        ShopEndpoints.Map(app);
        app.MapControllers().WithIdempotency();
    }

    private async ValueTask DisposeAllAsync()
    {
        await Host.DisposeAsync();
        await Client.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }
}

/// <summary>Takes one controller of the tests into an application.</summary>
internal sealed class OneController(Type controller) : ControllerFeatureProvider, IApplicationFeatureProvider<ControllerFeature>
{
    void IApplicationFeatureProvider<ControllerFeature>.PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) =>
        feature.Controllers.Add(System.Reflection.IntrospectionExtensions.GetTypeInfo(controller));
}
