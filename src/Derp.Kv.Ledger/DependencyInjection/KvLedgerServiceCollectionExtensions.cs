using Derp.Kv.Coordination;
using Derp.Kv.DependencyInjection;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers ledgers.</summary>
public static class KvLedgerServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="KvLedger"/> as a singleton, and a hosted service that purges its expired rows. Its settings come from the
    /// configuration section <c>DerpKv:Ledger</c> and from code, its clock and log from the container. They are checked at start; a setting
    /// that does not exist is an error. The table is not created: call <see cref="KvLedger.CreateAsync"/>, or run its script.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Chooses the database: <c>ledger => ledger.UsePostgreSql(…)</c> or <c>ledger => ledger.UseSqlite(…)</c>.</param>
    /// <exception cref="InvalidOperationException">No database was chosen, or the method was already called.</exception>
    public static IServiceCollection AddKvLedger(this IServiceCollection services, Action<KvLedgerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(static service => !service.IsKeyedService && service.ServiceType == typeof(KvLedger)))
            throw new InvalidOperationException("A KvLedger is already registered. Call AddKvLedger once without a name, and with a name for each further ledger.");

        var factory = Prepare(services, Options.Options.DefaultName, configure);
        return services.AddSingleton(provider => LiveOverrides.Follow(
            factory(
                provider,
                OptionsOf(provider, Options.Options.DefaultName).ToLedgerOptions(
                    timeProvider: provider.GetService<TimeProvider>(),
                    loggerFactory: provider.GetService<ILoggerFactory>())),
            provider));
    }

    /// <summary>
    /// Registers a further <see cref="KvLedger"/> as a keyed singleton, for another database or table. A class takes it as
    /// <c>[FromKeyedServices("orders")] KvLedger orders</c>. Its settings come from the section <c>DerpKv:Ledgers:orders</c>, not from that
    /// of the ledger without a name, and from code.
    /// </summary>
    /// <remarks>
    /// Clock and log are the container's <see cref="TimeProvider"/> and <see cref="ILoggerFactory"/> under the same key, if there
    /// are such, otherwise those without a key. The order of the calls does not matter, and a ledger without a name is not required.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The service key; also the end of the log's category, and the tag <c>ledger</c> of metrics. Not empty, without a colon.</param>
    /// <param name="configure">Chooses the database: <c>ledger => ledger.UsePostgreSql(…)</c> or <c>ledger => ledger.UseSqlite(…)</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or contains a colon, which separates sections in configuration.</exception>
    /// <exception cref="InvalidOperationException">No database was chosen, or the method was already called with this name, in any case of letters.</exception>
    public static IServiceCollection AddKvLedger(this IServiceCollection services, string name, Action<KvLedgerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("The name of a ledger must not contain a colon, which separates sections in configuration.", nameof(name));
        if (RegisteredLedgers.In(services).Contains(name)
            || services.Any(service => service.IsKeyedService && service.ServiceType == typeof(KvLedger) && name.Equals(service.ServiceKey)))
        {
            throw new InvalidOperationException($"A KvLedger is already registered under the name \"{name}\" (case is ignored). Each needs its own name.");
        }

        var factory = Prepare(services, name, configure);
        return services.AddKeyedSingleton(name, (provider, _) => LiveOverrides.Follow(
            factory(
                provider,
                OptionsOf(provider, name).ToLedgerOptions(
                    name,
                    provider.GetKeyedService<TimeProvider>(name) ?? provider.GetService<TimeProvider>(),
                    provider.GetKeyedService<ILoggerFactory>(name) ?? provider.GetService<ILoggerFactory>())),
            provider));
    }

    private static Func<IServiceProvider, KvLedgerOptions, KvLedger> Prepare(IServiceCollection services, string name, Action<KvLedgerBuilder> configure)
    {
        var builder = new KvLedgerBuilder();
        configure(builder);
        var factory = builder.Factory
            ?? throw new InvalidOperationException("AddKvLedger needs a database, for example: services.AddKvLedger(ledger => ledger.UsePostgreSql(connectionString)).");

        // Once for all ledgers, and before the code of any of them, which overrides it.
        RegisteredLedgers.In(services).Add(name);
        services.TryAddSingleton<OwnedSources>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DerpKvLedgerOptions>, LedgerOptionsSetup>(
            static provider => new LedgerOptionsSetup(provider.GetService<IConfiguration>(), provider.GetRequiredService<RegisteredLedgers>(), provider.GetRequiredService<RegisteredClients>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DerpKvLedgerOptions>, LedgerOptionsValidation>());

        var options = services.AddOptions<DerpKvLedgerOptions>(name).ValidateOnStart();
        if (builder.Configuration is { } configuration)
            options.Configure(configuration);
        services.AddSingleton<IHostedService>(provider =>
        {
            var settings = OptionsOf(provider, name);
            return new LedgerPurge(RegisteredLedgers.Find(provider, name), settings.PurgeInterval, settings.PurgeBatch, Chance.System);
        });
        return factory;
    }

    private static DerpKvLedgerOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<DerpKvLedgerOptions>>().Get(name);
}
