using Derp.Kv.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// Lets a <see cref="KvRateLimiter"/> that the application gives to the framework tell its decisions. Our own policies see the request and
/// need no observer; requests that only they limit pay nothing here.
/// </summary>
internal sealed class LimitObservation(LimiterSetup setup, KvRateLimitingOptions options)
{
    private readonly HashSet<string> _own = [.. options.Policies.Select(static policy => policy.Name)];

    public Task OpenAsync(HttpContext http, RequestDelegate next)
    {
        if (setup.HasOtherGlobal || IsOther(http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()))
            LimitObserver.Current = LimitReport.Of(http);
        return next(http);
    }

    /// <summary>Behind the framework's middleware: the limiters that a handler uses for itself are none of the answer's.</summary>
    public static Task CloseAsync(HttpContext http, RequestDelegate next)
    {
        if (LimitObserver.Current is not null)
            LimitObserver.Current = null;
        return next(http);
    }

    private bool IsOther(EnableRateLimitingAttribute? attribute) =>
        attribute is not null && (attribute.PolicyName is not { } name || !_own.Contains(name));
}
