using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests;

/// <summary>The code of docs/rate-limiting.md, compiled. <see cref="PageTests"/> compares both, line by line, but for the usings of the page.</summary>
internal static class PageExample
{
    public static WebApplication Build(string[] args)
    {
        #region With ASP.NET Core
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDerpKv(kv => kv.UseStackExchangeRedis(builder.Configuration.GetConnectionString("Valkey") ?? "localhost:6379"));

        var login = new KvRateLimiterOptions
        {
            Name = "login",
            Limit = 5,
            Window = TimeSpan.FromMinutes(15),
            OnUnavailable = RateLimitUnavailable.Deny,
        };
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy("login", http => KvRateLimitPartition.Get(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                http.RequestServices.GetRequiredService<KvClient>(),
                login));

            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = static (rejected, _) =>
            {
                var response = rejected.HttpContext.Response;
                if (rejected.Lease.TryGetMetadata(KvRateLimitMetadataName.Counted, out var counted) && !counted)
                    response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                    response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });

        var app = builder.Build();
        app.UseRateLimiter();
        app.MapPost("/login", () => "welcome").RequireRateLimiting("login");
        #endregion
        return app;
    }

    public static WebApplication BuildWithCapturedClient(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDerpKv(kv => kv.UseMemory());
        var login = new KvRateLimiterOptions { Name = "login", Limit = 1, Window = TimeSpan.FromMinutes(15) };

        #region Captured
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<KvClient>((limiter, kv) =>
            limiter.AddPolicy("login", http => KvRateLimitPartition.Get(http.User.Identity?.Name ?? "", kv, login)));
        #endregion

        var app = builder.Build();
        app.UseRateLimiter();
        app.MapPost("/login", () => "welcome").RequireRateLimiting("login");
        return app;
    }
}
