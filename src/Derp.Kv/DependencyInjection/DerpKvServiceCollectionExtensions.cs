using Derp.Kv;
using Derp.Kv.DependencyInjection;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Derp.Kv.</summary>
public static class DerpKvServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="KvClient"/> as a singleton. Its settings come from the configuration section <c>DerpKv</c>
    /// and from code, its clock and log from the container. They are checked at start; a setting that does not exist is an error.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Chooses the backend: <c>kv => kv.UseMemory()</c>.</param>
    /// <exception cref="InvalidOperationException">No backend was chosen, or the method was already called.</exception>
    public static IServiceCollection AddDerpKv(this IServiceCollection services, Action<DerpKvBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(static service => !service.IsKeyedService && service.ServiceType == typeof(KvClient)))
            throw new InvalidOperationException("A KvClient is already registered. Call AddDerpKv once without a name, and with a name for each further client.");

        var factory = Prepare(services, Options.Options.DefaultName, configure);
        return services.AddSingleton(provider => LiveSettings.Follow(
            factory(
                provider,
                OptionsOf(provider, Options.Options.DefaultName).ToClientOptions(
                    timeProvider: provider.GetService<TimeProvider>(),
                    loggerFactory: provider.GetService<ILoggerFactory>(),
                    scopeFactory: provider.GetService<IServiceScopeFactory>())),
            provider,
            Options.Options.DefaultName));
    }

    /// <summary>
    /// Registers a further <see cref="KvClient"/> as a keyed singleton, for another server or other settings. A class takes it as
    /// <c>[FromKeyedServices("ledger")] KvClient ledger</c>. Its settings come from the section <c>DerpKv:Clients:ledger</c>, not
    /// from that of the client without a name, and from code. They are checked at start; a setting that does not exist is an error.
    /// </summary>
    /// <remarks>
    /// Clock and log are the container's <see cref="TimeProvider"/> and <see cref="ILoggerFactory"/> under the same key, if there
    /// are such, otherwise those without a key. The order of the calls does not matter, and a client without a name is not required.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The service key. Also the end of the log's category, and the tag <c>client</c> of its breaker's instruments. Not empty, without a colon.</param>
    /// <param name="configure">Chooses the backend: <c>kv => kv.UseMemory()</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or contains a colon, which separates sections in configuration.</exception>
    /// <exception cref="InvalidOperationException">No backend was chosen, or the method was already called with this name, in any case of letters.</exception>
    public static IServiceCollection AddDerpKv(this IServiceCollection services, string name, Action<DerpKvBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("The name of a client must not contain a colon, which separates sections in configuration.", nameof(name));
        if (RegisteredClients.In(services).Contains(name)
            || services.Any(service => service.IsKeyedService && service.ServiceType == typeof(KvClient) && name.Equals(service.ServiceKey)))
        {
            throw new InvalidOperationException($"A KvClient is already registered under the name \"{name}\" (case is ignored). Each needs its own name.");
        }

        var factory = Prepare(services, name, configure);
        return services.AddKeyedSingleton(name, (provider, _) => LiveSettings.Follow(
            factory(
                provider,
                OptionsOf(provider, name).ToClientOptions(
                    name,
                    provider.GetKeyedService<TimeProvider>(name) ?? provider.GetService<TimeProvider>(),
                    provider.GetKeyedService<ILoggerFactory>(name) ?? provider.GetService<ILoggerFactory>(),
                    provider.GetService<IServiceScopeFactory>())),
            provider,
            name));
    }

    private static Func<IServiceProvider, KvClientOptions, KvClient> Prepare(IServiceCollection services, string name, Action<DerpKvBuilder> configure)
    {
        var builder = new DerpKvBuilder();
        configure(builder);
        var factory = builder.Factory
            ?? throw new InvalidOperationException("AddDerpKv needs a backend, for example: services.AddDerpKv(kv => kv.UseMemory()).");

        // Once for all clients, and before the code of any of them, which overrides it.
        RegisteredClients.In(services).Add(name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DerpKvOptions>, DerpKvOptionsSetup>(
            static provider => new DerpKvOptionsSetup(provider.GetService<IConfiguration>(), provider.GetRequiredService<RegisteredClients>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DerpKvOptions>, DerpKvOptionsValidation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DerpKvOptions>, ScopedMethodsValidation>(
            static provider => new ScopedMethodsValidation(provider.GetService<IServiceProviderIsService>(), provider.GetRequiredService<RegisteredClients>(), LoadedManifests.Read)));

        var options = services.AddOptions<DerpKvOptions>(name).ValidateOnStart();
        if (builder.Configuration is { } configuration)
            options.Configure(configuration);
        options.PostConfigure<IServiceProvider>(static (options, provider) => options.VerifyRoundTrips ??= HostEnvironment.IsDevelopment(provider));
        return factory;
    }

    private static DerpKvOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<DerpKvOptions>>().Get(name);
}
