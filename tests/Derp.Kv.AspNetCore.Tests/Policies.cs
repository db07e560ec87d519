using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests;

/// <summary>Policies as an application writes them.</summary>
internal static class Policies
{
    public static KvRateLimiterOptions Limit(string name, long limit, RateLimitUnavailable onUnavailable = RateLimitUnavailable.Allow) =>
        new() { Name = name, Limit = limit, Window = TimeSpan.FromHours(1), OnUnavailable = onUnavailable };

    public static string User(HttpContext http) => (string?)http.GetRouteValue("user") ?? "";

    /// <summary>The policy <c>login</c>, by user, on the client of the application.</summary>
    public static RateLimiterOptions AddLogin(this RateLimiterOptions options, KvRateLimiterOptions limit) =>
        options.AddPolicy("login", http => KvRateLimitPartition.Get(User(http), http.RequestServices.GetRequiredService<KvClient>(), limit));

    /// <summary>429 with Retry-After, and 503 where the limit could not be counted.</summary>
    public static RateLimiterOptions Explain(this RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = static (rejected, _) =>
        {
            var response = rejected.HttpContext.Response;
            if (rejected.Lease.TryGetMetadata(KvRateLimitMetadataName.Counted, out var counted) && !counted)
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        return options;
    }
}
