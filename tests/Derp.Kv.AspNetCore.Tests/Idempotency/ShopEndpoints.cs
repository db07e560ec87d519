using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Endpoints of each kind. Each answer holds how often its key has run.</summary>
internal static class ShopEndpoints
{
    public static readonly string[] Kinds =
        ["created", "union", "object", "string", "nothing", "file", "problem", "found", "raw", "action/created", "action/view", "action/object"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var shop = app.MapGroup("/").WithIdempotency();
        MapKinds(shop);
        MapBodies(shop);
        MapFailures(shop);
        MapStreams(shop);
    }

    /// <summary>Counts a run of the request's key.</summary>
    public static int Ran(HttpContext http) => http.RequestServices.GetRequiredService<Runs>().Add(KeyOf(http));

    public static Gate GateOf(HttpContext http) => http.RequestServices.GetRequiredService<Runs>().Gate(KeyOf(http));

    public static string KeyOf(HttpContext http) => http.Features.Get<IKvIdempotencyFeature>()?.Key ?? http.Request.Headers["X-Case"].ToString();

    private static void MapKinds(RouteGroupBuilder shop)
    {
        shop.MapPost("/created", static (HttpContext http) => Results.Created("/orders/7", new { run = Ran(http) }));
        shop.MapPost("/union", static Results<Ok<string>, NotFound<string>> (HttpContext http) => TypedResults.NotFound($"none, run {Ran(http)}"));
        shop.MapPost("/object", static (HttpContext http) => new { run = Ran(http), text = "é" });
        shop.MapPost("/string", static (HttpContext http) => $"run {Ran(http)}");
        shop.MapPost("/nothing", static (HttpContext http) => Ran(http) > 0 ? Results.NoContent() : Results.Ok());
        shop.MapPost("/file", static (HttpContext http) => Results.File(Encoding.UTF8.GetBytes($"run {Ran(http)}"), "text/csv", "orders.csv", entityTag: new("\"v1\"")));
        shop.MapPost("/problem", static (HttpContext http) => Results.Problem($"run {Ran(http)}", statusCode: 409));
        shop.MapPost("/found", static (HttpContext http) => Ran(http) > 0 ? Results.Redirect("/elsewhere") : Results.Ok());
        shop.MapPost("/raw", static async (HttpContext http) =>
        {
            var run = Ran(http);
            http.Response.StatusCode = 202;
            http.Response.ContentType = "text/plain";
            http.Response.BodyWriter.Write("by writer, "u8);
            await http.Response.Body.WriteAsync("by stream, "u8.ToArray());
            await http.Response.WriteAsync($"run {run}");
        });
        shop.MapPut("/put", static (HttpContext http) => $"run {Ran(http)}");
        shop.MapGet("/get", static (HttpContext http) => $"run {Ran(http)}");
        shop.MapPost("/pay", static (HttpContext http) => $"run {Ran(http)}").RequireAuthorization("pay");
        shop.MapPost("/optional", static (HttpContext http) => $"run {Ran(http)}").WithIdempotency(static o => o.Required = false);
        shop.MapPost("/cookie", static (HttpContext http) =>
        {
            http.Response.Cookies.Append("session", "s3cret");
            return $"run {Ran(http)}";
        });
    }

    private static void MapBodies(RouteGroupBuilder shop)
    {
        shop.MapPost("/echo", static async (HttpContext http) =>
        {
            Ran(http);
            using var reader = new StreamReader(http.Request.Body);
            return await reader.ReadToEndAsync(http.RequestAborted);
        });
        shop.MapPost("/echo/{more}", static (HttpContext http) => $"run {Ran(http)}");
        shop.MapPatch("/echo", static (HttpContext http) => $"run {Ran(http)}");
        shop.MapPost("/form", static (HttpContext http, [FromForm] string name, IFormFile file) => $"{name} {file.FileName} {file.Length} run {Ran(http)}").DisableAntiforgery();
        shop.MapPost("/guarded-form", static (HttpContext http, [FromForm] string name) => $"{name} run {Ran(http)}");
        shop.MapPost("/validated", static (HttpContext http, Payment payment) => $"{payment.Amount} run {Ran(http)}");
    }

    private static void MapFailures(RouteGroupBuilder shop)
    {
        shop.MapPost("/throws", static async (HttpContext http) =>
        {
            if (Ran(http) == 1)
            {
                http.Response.ContentType = "text/plain";
                await http.Response.WriteAsync("half of the ans");
                throw new InvalidOperationException("The charge has failed.");
            }

            await http.Response.WriteAsync("second run");
        });
        shop.MapPost("/status/{status:int}", static (HttpContext http, int status) => Results.Text($"run {Ran(http)}", statusCode: status));
        shop.MapPost("/stripe/{status:int}", static (HttpContext http, int status) => Results.Text($"run {Ran(http)}", statusCode: status)).WithIdempotency(static o => o.ShouldStore = static _ => true);
        shop.MapPost("/too-short", static (HttpContext http) =>
        {
            http.Response.ContentLength = Ran(http) == 1 ? 100 : 5;
            return http.Response.WriteAsync("12345");
        });
        shop.MapPost("/not-modified", static (HttpContext http) =>
        {
            Ran(http);
            http.Response.StatusCode = 304;
            http.Response.Headers.ETag = "\"v1\"";
            http.Response.ContentLength = 100;
        });
        shop.MapPost("/clears", static async (HttpContext http) =>
        {
            Ran(http);
            await http.Response.WriteAsync("first");
            if (!http.Response.HasStarted)
                http.Response.Clear();
            await http.Response.WriteAsync(" second");
        });
        shop.MapPost("/gated", static async (HttpContext http) =>
        {
            var run = Ran(http);
            if (run == 1)
                await GateOf(http).PassAsync(http.RequestAborted);
            return $"run {run}";
        });
        shop.MapPost("/leaves", static async (HttpContext http) =>
        {
            var run = Ran(http);
            if (run == 1)
            {
                await GateOf(http).PassAsync();
                await GoneAsync(http.Features.Get<IKvIdempotencyFeature>()!.CallerGone);
            }

            using var reader = new StreamReader(http.Request.Body);
            return $"run {run} of {await reader.ReadToEndAsync(http.RequestAborted)}";
        });
        shop.MapPost("/waits", static async (HttpContext http) =>
        {
            var run = Ran(http);
            await GateOf(http).PassAsync(http.RequestAborted);
            return $"run {run}";
        }).WithIdempotency(static o => o.InFlight = InFlightBehavior.Wait);
        shop.MapPost("/times-out", static async (HttpContext http) =>
        {
            if (Ran(http) == 1)
                await GateOf(http).PassAsync(http.RequestAborted);
            return "in time";
        }).WithRequestTimeout(TimeSpan.FromMilliseconds(100)).WithIdempotency(static o => o.LockTtl = TimeSpan.FromMilliseconds(1500));
        shop.MapPost("/aborts", static (HttpContext http) =>
        {
            if (Ran(http) == 1)
                http.Abort();
            return "answer";
        }).WithIdempotency(static o => o.LockTtl = TimeSpan.FromSeconds(20));
    }

    private static async Task GoneAsync(CancellationToken gone)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (gone.Register(fired.SetResult))
            await fired.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    private static void MapStreams(RouteGroupBuilder shop)
    {
        shop.MapPost("/large", static async (HttpContext http) =>
        {
            Ran(http);
            http.Response.StatusCode = 201;
            http.Response.Headers.Location = "/reports/1";
            var chunk = new byte[30 * 1024];
            for (var i = 0; i < 10; i++)
            {
                chunk.AsSpan().Fill((byte)('0' + i));
                await http.Response.Body.WriteAsync(chunk);
            }
        });
        shop.MapPost("/large-by-writer", static async (HttpContext http) =>
        {
            Ran(http);
            http.Response.Headers.Location = "/reports/1";
            for (var i = 0; i < 300; i++)
            {
                http.Response.BodyWriter.GetSpan(1024)[..1024].Fill((byte)('0' + (i % 10)));
                http.Response.BodyWriter.Advance(1024);
            }

            await http.Response.BodyWriter.FlushAsync();
        });
        shop.MapPost("/large-file", static (HttpContext http) =>
        {
            Ran(http);
            http.Response.Headers.Location = "/reports/1";
            return Results.File(LargeFile.Path, "text/plain");
        });
        shop.MapPost("/small-file", static (HttpContext http) => Ran(http) > 0 ? Results.File(LargeFile.SmallPath, "text/plain") : Results.Ok());
        shop.MapPost("/events", static async (HttpContext http) =>
        {
            Ran(http);
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: 1\n\n");
            await http.Response.Body.FlushAsync();
            await GateOf(http).PassAsync();
            await http.Response.WriteAsync("data: 2\n\n");
        });
        shop.MapPost("/unbuffered", static async (HttpContext http) =>
        {
            Ran(http);
            http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            await http.Response.WriteAsync("first ");
            await http.Response.Body.FlushAsync();
            await GateOf(http).PassAsync();
            await http.Response.WriteAsync("second");
        });
        shop.MapPost("/trailers", static async (HttpContext http) =>
        {
            Ran(http);
            await http.Response.WriteAsync("body");
            if (http.Response.SupportsTrailers())
                http.Response.AppendTrailer("X-Checksum", "7");
        });
    }
}

public sealed record Payment(int Amount);
