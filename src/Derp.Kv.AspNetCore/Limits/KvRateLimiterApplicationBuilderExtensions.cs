using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the rate limiter into the pipeline.</summary>
public static class KvRateLimiterApplicationBuilderExtensions
{
    /// <summary>
    /// Calls <c>UseRateLimiter</c>, and lets the answers tell the limits, also those of a <c>KvRateLimiter</c> that the application has given
    /// to <c>AddRateLimiter</c>. It stands behind <c>UseForwardedHeaders</c>, <c>UseRouting</c> and <c>UseAuthentication</c>.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <exception cref="InvalidOperationException"><c>AddKvRateLimiter</c> was not called.</exception>
    public static IApplicationBuilder UseKvRateLimiter(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var setup = app.ApplicationServices.GetService<LimiterSetup>()
            ?? throw new InvalidOperationException("UseKvRateLimiter needs services.AddKvRateLimiter(…).");
        var observation = new LimitObservation(setup, app.ApplicationServices.GetRequiredService<IOptions<KvRateLimitingOptions>>().Value);
        return app.Use(observation.OpenAsync).UseRateLimiter().Use(LimitObservation.CloseAsync);
    }
}
