using Derp.Kv;
using Derp.Kv.Aspire;
using Derp.Kv.DependencyInjection;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers Derp.Kv by the conventions of Aspire.</summary>
public static class AspireDerpKvExtensions
{
    private const string TelemetryName = "Derp.Kv";
    private const string HealthCheckName = "Derp.Kv";

    /// <summary>
    /// Registers the application's <see cref="KvClient"/>, its health check, and its traces and metrics with the application's OpenTelemetry. The host starts
    /// also while the server is down.
    /// </summary>
    /// <remarks>
    /// Settings come from the section <c>Aspire:Derp:Kv</c>, then from <c>Aspire:Derp:Kv:</c> and the connection's name, then the connection string from
    /// <c>ConnectionStrings:</c> and that name, and last from <paramref name="configureSettings"/>: what comes later overrides. The client's own settings, such as
    /// <see cref="KvClientOptions.KeyPrefix"/>, stay in the section <c>DerpKv</c>.
    /// </remarks>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="connectionName">The name of the connection string, as the resource is called in the AppHost.</param>
    /// <param name="configureSettings">Changes the settings. Null: they stay as they are configured.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionName"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">A setting does not exist or cannot be read, or a client without a name is already registered.</exception>
    public static void AddDerpKv(this IHostApplicationBuilder builder, string connectionName, Action<DerpKvSettings>? configureSettings = null)
    {
        var settings = Read(builder, connectionName, configureSettings);
        builder.Services.AddDerpKv(kv => Use(kv, settings, connectionName));
        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddDerpKv(HealthCheckName, requireStore: settings.RequireStore);
        AddTelemetry(builder, settings);
    }

    /// <summary>
    /// The same for a further client, a keyed singleton: <c>[FromKeyedServices("ledger")] KvClient ledger</c>. The client's own settings stand in
    /// <c>DerpKv:Clients:</c> and the name.
    /// </summary>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="name">The service key, and the name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings. Null: they stay as they are configured.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or contains a colon.</exception>
    /// <exception cref="InvalidOperationException">A setting does not exist or cannot be read, or a client with this name is already registered.</exception>
    public static void AddKeyedDerpKv(this IHostApplicationBuilder builder, string name, Action<DerpKvSettings>? configureSettings = null)
    {
        var settings = Read(builder, name, configureSettings);
        builder.Services.AddDerpKv(name, kv => Use(kv, settings, name));
        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddDerpKv($"{HealthCheckName}_{name}", name, settings.RequireStore);
        AddTelemetry(builder, settings);
    }

    private static DerpKvSettings Read(IHostApplicationBuilder builder, string connectionName, Action<DerpKvSettings>? configureSettings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);
        var settings = SettingsReader.Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);
        return settings;
    }

    // A connection string can be added to the configuration after this call, as tests of an application do.
    private static void Use(DerpKvBuilder kv, DerpKvSettings settings, string connectionName) => kv.UseClient((provider, options) =>
        new StackExchangeRedisKvClient(
            settings.ConnectionString
                ?? provider.GetService<IConfiguration>()?.GetConnectionString(connectionName)
                ?? throw new InvalidOperationException($"The connection string is missing. Set ConnectionStrings:{connectionName}, or ConnectionString in {SettingsReader.SectionName} or in {SettingsReader.SectionName}:{connectionName}."),
            options));

    // With the application's providers, if it has any; without OpenTelemetry nothing happens.
    private static void AddTelemetry(IHostApplicationBuilder builder, DerpKvSettings settings)
    {
        if (!settings.DisableTracing)
            builder.Services.ConfigureOpenTelemetryTracerProvider(static tracing => tracing.AddSource(TelemetryName));
        if (!settings.DisableMetrics)
            builder.Services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddMeter(TelemetryName));
    }
}
