using Derp.Kv.AspNetCore.Tests.Web;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Problems;

/// <summary>An application whose endpoints throw what they are told to: minimal, and controllers with and without <c>[ApiController]</c>.</summary>
public sealed class ThrowingApp : IAsyncLifetime
{
    internal const string LimitName = """Shop."Find"\x""";

    // What the generator makes of [RateLimited("find", Limit = 1, Window = "1m")].
    private static readonly RateLimitedMethod<FindKey> s_find = new("Shop.Find", "find", new RateLimitedPolicy { Limit = 1, Window = TimeSpan.FromMinutes(1) });

    internal WebApp Web { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Web = await WebApp.StartAsync(
        static builder =>
        {
            // The application's own handler was there first, and takes all.
            builder.Services.AddExceptionHandler<CatchAll>();
            builder.Services.AddKvExceptionHandler().AddKvExceptionHandler();
            builder.Services.AddDerpKv(static kv => kv.UseMemory());
            OnlyControllers.Add(builder.Services, typeof(ApiThrowController), typeof(PlainThrowController));
        },
        static app =>
        {
            app.UseExceptionHandler();
            app.MapControllers();
            app.MapGet("/method", static (KvClient kv) => s_find.InvokeAsync(kv, default, 0, static (_, _) => new ValueTask<string>("found"), default).AsTask());
            app.MapGet("/minimal/{what}", static string (string what) => throw Make(what));
            app.MapGet("/written/{what}", static async (string what, HttpContext http) =>
            {
                http.Response.Headers.ETag = "\"half\"";
                http.Response.ContentType = "text/csv";
                await http.Response.BodyWriter.FlushAsync();
                throw Make(what);
            });
        });

    public async ValueTask DisposeAsync() => await Web.DisposeAsync();

    internal static Exception Make(string what) => what switch
    {
        "limited" => new RateLimitExceededException(new(false, 5, 5, 0, TimeSpan.FromSeconds(2.2), TimeSpan.FromSeconds(9), Counted: true), LimitName),
        "unnamed" => new RateLimitExceededException("The application's own."),
        "uncounted" => new RateLimitExceededException(new(false, 5, 0, 0, TimeSpan.FromSeconds(2), TimeSpan.Zero, Counted: false), LimitName),
        "inflight" => new IdempotencyInFlightException(TimeSpan.FromSeconds(30)),
        "reused" => new IdempotencyKeyReusedException(),
        "unavailable" => new KvUnavailableException("No answer.", outcomeUnknown: true),
        "serialization" => new KvSerializationException(),
        "kv" => new KvException("WRONGTYPE"),
        _ => new InvalidOperationException(what),
    };

    private static string Fail(string what) => throw Make(what);

    private readonly struct FindKey : IKvKey
    {
        public void WriteKey(ref KeyWriter writer) => writer.AppendLiteral("find"u8);
    }

    private sealed class CatchAll(IProblemDetailsService problems) : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken) => problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status500InternalServerError, Title = "The application's own handler", Extensions = { ["code"] = "own" } },
        });
    }

    [ApiController]
    [Route("api")]
    public sealed class ApiThrowController : ControllerBase
    {
        [HttpGet("{what}")]
        public ActionResult<string> Get(string what) => Ok(Fail(what));
    }

    [Route("mvc")]
    public sealed class PlainThrowController : Controller
    {
        [HttpGet("{what}")]
        public ActionResult<string> Get(string what) => Ok(Fail(what));
    }
}
