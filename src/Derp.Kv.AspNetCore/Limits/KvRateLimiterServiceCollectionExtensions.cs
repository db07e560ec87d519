using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers rate limiting policies that count for all processes.</summary>
public static class KvRateLimiterServiceCollectionExtensions
{
    /// <summary>
    /// Registers policies with ASP.NET Core's rate limiter, for <c>RequireRateLimiting</c> and <see cref="EnableRateLimitingAttribute"/>, and
    /// answers rejected requests with a problem document. <c>app.UseKvRateLimiter()</c> puts the limiter into the pipeline.
    /// </summary>
    /// <remarks>
    /// A request takes one round trip per policy that limits it. <see cref="RateLimiterOptions.RejectionStatusCode"/> becomes 429 unless the
    /// application sets it after this call. <see cref="RateLimiterOptions.OnRejected"/> is called before the answer is written.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Adds the policies. It runs at start, and an error in it stops the start.</param>
    public static IServiceCollection AddKvRateLimiter(this IServiceCollection services, Action<KvRateLimitingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<KvRateLimitingOptions>().Configure(configure).ValidateOnStart();
        services.AddProblemDetails();
        services.AddRateLimiter(static _ => { });
        services.TryAddSingleton<WebLog>();
        services.TryAddSingleton<Rejections>();
        if (services.Any(static service => service.ServiceType == typeof(LimiterSetup)))
            return services;

        services.AddSingleton<LimiterSetup>();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>>(static provider => provider.GetRequiredService<LimiterSetup>());
        services.AddSingleton<IPostConfigureOptions<RateLimiterOptions>>(static provider => provider.GetRequiredService<LimiterSetup>());
        return services;
    }
}
