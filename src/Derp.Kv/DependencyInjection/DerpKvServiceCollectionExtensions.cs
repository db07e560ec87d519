using Derp.Kv;
using Derp.Kv.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Derp.Kv.</summary>
public static class DerpKvServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="KvClient"/> as a singleton. Its settings come from the configuration section <c>DerpKv</c>
    /// and from code, its clock and log from the container; they are checked at start, and a setting that does not exist is an error.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Chooses the backend: <c>kv => kv.UseMemory()</c>.</param>
    /// <exception cref="InvalidOperationException">No backend was chosen, or the method was called before.</exception>
    public static IServiceCollection AddDerpKv(this IServiceCollection services, Action<DerpKvBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(static service => service.ServiceType == typeof(KvClient)))
            throw new InvalidOperationException("A KvClient is registered already. Call AddDerpKv once.");

        var builder = new DerpKvBuilder();
        configure(builder);
        var factory = builder.Factory
            ?? throw new InvalidOperationException("AddDerpKv needs a backend, for example: services.AddDerpKv(kv => kv.UseMemory()).");

        services.AddSingleton<IConfigureOptions<DerpKvOptions>>(static provider => new DerpKvOptionsSetup(provider.GetService<IConfiguration>()));
        services.AddSingleton<IValidateOptions<DerpKvOptions>>(new DerpKvOptionsSetup(null));
        var options = services.AddOptions<DerpKvOptions>().ValidateOnStart();
        if (builder.Configuration is { } configuration)
            options.Configure(configuration);
        options.PostConfigure<IServiceProvider>(static (options, provider) => options.VerifyRoundTrips ??= HostEnvironment.IsDevelopment(provider));

        return services.AddSingleton(provider => factory(
            provider,
            provider.GetRequiredService<IOptions<DerpKvOptions>>().Value.ToClientOptions(
                provider.GetService<TimeProvider>(),
                provider.GetService<ILoggerFactory>())));
    }
}
