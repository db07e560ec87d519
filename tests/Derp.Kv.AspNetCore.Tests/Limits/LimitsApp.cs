using System.Collections.Concurrent;
using Derp.Kv.AspNetCore.Tests.Web;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.AspNetCore.Tests.Limits;

/// <summary>One application twice, over memory whose clock stands still and over a server. Each test is a caller of its own.</summary>
public sealed class LimitsApp(SharedServer server) : IAsyncLifetime
{
    internal const string Quoted = """a"b\c""";
    internal const string Caller = "X-Caller";

    internal ConcurrentDictionary<string, KvRateLimitSettings> Plans { get; } = new();

    internal ConcurrentDictionary<string, int> Asked { get; } = new();

    internal WebApp Memory { get; private set; } = null!;

    internal WebApp Server { get; private set; } = null!;

    internal WebApp On(string backend) => backend == "memory" ? Memory : Server;

    public async ValueTask InitializeAsync()
    {
        Memory = await StartAsync(new MemoryKvClient(new KvClientOptions { TimeProvider = new FakeTimeProvider() }));
        Server = await StartAsync(new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { KeyPrefix = $"{Guid.NewGuid():N}:", OperationTimeout = TimeSpan.FromSeconds(20) }));
    }

    public async ValueTask DisposeAsync()
    {
        await Memory.DisposeAsync();
        await Server.DisposeAsync();
    }

    private Task<WebApp> StartAsync(KvClient client) => WebApp.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(_ => client);
            builder.Services.AddKvExceptionHandler();
            builder.Services.AddKvRateLimiter(Configure);
            OnlyControllers.Add(builder.Services, typeof(LimitedController));
        },
        static app =>
        {
            app.UseExceptionHandler();
            app.UseRouting();
            app.UseKvRateLimiter();
            app.MapControllers();
            app.MapGet("/free", static () => "free");
            app.MapGet("/quoted", static () => "quoted").RequireRateLimiting(Quoted);
            app.MapGet("/plan", static () => "plan").RequireRateLimiting("plan");
            app.MapGet("/cost/{cost:int}", static (int cost) => cost).RequireRateLimiting("cost");
            app.MapGet("/short", static () => "short").RequireRateLimiting("short");
            app.MapGet("/fixed", static () => "").RequireRateLimiting("fixed");
            app.MapGet("/sliding", static () => "").RequireRateLimiting("sliding");
            app.MapGet("/bucket", static () => "").RequireRateLimiting("bucket");
            app.MapGet("/named", static () => "").RequireRateLimiting("named");
            app.MapGet("/encoded", static () => "").RequireRateLimiting("\u00FC\u007F");
            app.MapGet("/odd", static () => "").RequireRateLimiting("odd");
            app.MapGet("/status/{status:int}", Answer).RequireRateLimiting("many");
            app.MapGet("/denied", static string () => throw new RateLimitExceededException(
                new(false, 2, 2, 0, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7), Counted: true), "Shop.Find")).RequireRateLimiting("many");
        });

    private void Configure(KvRateLimitingOptions options)
    {
        Add(options, Quoted, 3, TimeSpan.FromSeconds(60));
        Add(options, "fixed", 3, TimeSpan.FromSeconds(60));
        Add(options, "sliding", 3, TimeSpan.FromSeconds(60), static p => p.Algorithm = RateLimitAlgorithm.SlidingWindow);
        Add(options, "bucket", 4, TimeSpan.FromSeconds(10), static p => p.Algorithm = RateLimitAlgorithm.TokenBucket);
        Add(options, "short", 1, TimeSpan.FromMilliseconds(250));
        Add(options, "odd", 3, TimeSpan.FromMilliseconds(1500));
        Add(options, "many", 1000, TimeSpan.FromHours(1));
        Add(options, "\u00FC\u007F", 3, TimeSpan.FromSeconds(60));
        Add(options, "named", 1, TimeSpan.FromSeconds(60), static p => p.OnRejected = static (rejected, _) =>
        {
            rejected.HttpContext.Response.StatusCode = 420;
            return ValueTask.CompletedTask;
        });
        options.AddPolicy("plan", policy =>
        {
            policy.PartitionBy = KvPartition.Header(Caller);
            policy.Settings = (_, caller) =>
            {
                Asked.AddOrUpdate(caller, 1, static (_, times) => times + 1);
                return Plans.GetValueOrDefault(caller);
            };
            policy.Limit = 1;
            policy.Window = TimeSpan.FromHours(1);
        });
        Add(options, "cost", 10, TimeSpan.FromSeconds(60), static p => p.Cost = static http => int.Parse((string)http.GetRouteValue("cost")!, null));
    }

    private static void Add(KvRateLimitingOptions options, string name, long limit, TimeSpan window, Action<KvRateLimitPolicy>? more = null) =>
        options.AddPolicy(name, policy =>
        {
            policy.Limit = limit;
            policy.Window = window;
            policy.PartitionBy = KvPartition.Header(Caller);
            more?.Invoke(policy);
        });

    private static IResult Answer(int status, HttpContext http)
    {
        http.Response.Headers.RetryAfter = status == 503 ? "5" : default;
        return status switch
        {
            301 => Results.Redirect("/free", permanent: true),
            500 => throw new InvalidOperationException("A fault of the application's."),
            _ => Results.Text("body", statusCode: status),
        };
    }

    [Route("mvc")]
    public sealed class LimitedController : Controller
    {
        [HttpGet]
        [EnableRateLimiting("fixed")]
        public IActionResult Get() => Ok();
    }
}
