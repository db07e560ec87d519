using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Derp.Kv.Aspire;
using Derp.Kv.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Derp.Kv.AspNetCore.Tests.Aspire;

/// <summary>The conventions of Aspire's client integrations.</summary>
public sealed class AspireTests
{
    // Of four sources the last that says something counts: so many of them are set.
    [Theory]
    [InlineData(1, "common:6379")]
    [InlineData(2, "named:6379")]
    [InlineData(3, "connection:6379")]
    [InlineData(4, "code:6379")]
    public void A_setting_comes_from_the_section_then_the_subsection_then_the_connection_string_then_the_code(int sources, string expected)
    {
        (string, string)[] configured =
        [
            ("Aspire:Derp:Kv:ConnectionString", "common:6379"),
            ("Aspire:Derp:Kv:cache:ConnectionString", "named:6379"),
            ("ConnectionStrings:cache", "connection:6379"),
        ];
        var builder = Builder(configured.AsSpan(0, Math.Min(sources, 3)));
        DerpKvSettings? seen = null;

        builder.AddDerpKv("cache", settings =>
        {
            if (sources == 4)
                settings.ConnectionString = "code:6379";
            seen = settings;
        });

        Assert.Equal(expected, seen!.ConnectionString);
    }

    [Fact]
    public void Switches_are_read_from_both_sections()
    {
        var builder = Builder(
            ("Aspire:Derp:Kv:DisableTracing", "true"),
            ("Aspire:Derp:Kv:DisableMetrics", "true"),
            ("Aspire:Derp:Kv:cache:DisableMetrics", "false"),
            ("Aspire:Derp:Kv:cache:DisableHealthChecks", "True"),
            ("Aspire:Derp:Kv:cache:RequireStore", "true"));
        DerpKvSettings? seen = null;

        builder.AddDerpKv("cache", settings => seen = settings);

        Assert.Equal((true, false, true, true), (seen!.DisableTracing, seen.DisableMetrics, seen.DisableHealthChecks, seen.RequireStore));
    }

    [Theory]
    [InlineData("Aspire:Derp:Kv:DisableHealthCheck", "true")]
    [InlineData("Aspire:Derp:Kv:cache:DisableTracing", "yes")]
    public void A_setting_that_does_not_exist_or_cannot_be_read_is_refused_without_its_value(string setting, string value)
    {
        var builder = Builder((setting, value), ("ConnectionStrings:cache", "localhost:6379"));

        var refusal = Assert.Throws<InvalidOperationException>(() => builder.AddDerpKv("cache"));

        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_starts_while_the_store_is_down_and_its_check_says_so()
    {
        var builder = Builder(("ConnectionStrings:cache", "127.0.0.1:1"), ("ConnectionStrings:ledger", "127.0.0.1:1"), ("Aspire:Derp:Kv:ledger:RequireStore", "true"));
        builder.AddDerpKv("cache");
        builder.AddKeyedDerpKv("ledger");
        using var host = builder.Build();
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(["Derp.Kv", "Derp.Kv_ledger"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Degraded, report.Entries["Derp.Kv"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["Derp.Kv_ledger"].Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_connection_string_that_is_added_after_the_call_is_found_and_a_missing_one_names_its_places()
    {
        await using var server = await ValkeyServer.StartAsync();
        var builder = Builder();
        builder.AddDerpKv("cache");
        builder.AddKeyedDerpKv("ledger");
        builder.Configuration["ConnectionStrings:cache"] = server.Endpoint;
        using var host = builder.Build();

        await host.Services.GetRequiredService<KvClient>().ConnectAsync();
        var missing = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<KvClient>("ledger"));

        Assert.Contains("ConnectionStrings:ledger", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_connections_are_two_clients_with_their_own_settings()
    {
        await using var server = await ValkeyServer.StartAsync();
        var builder = Builder(
            ("ConnectionStrings:cache", server.Endpoint),
            ("ConnectionStrings:ledger", server.Endpoint),
            ("DerpKv:KeyPrefix", "cache:"),
            ("DerpKv:Clients:ledger:KeyPrefix", "ledger:"));
        builder.AddDerpKv("cache");
        builder.AddKeyedDerpKv("ledger");
        using var host = builder.Build();

        var (cache, ledger) = (host.Services.GetRequiredService<KvClient>(), host.Services.GetRequiredKeyedService<KvClient>("ledger"));

        Assert.Equal(("cache:", "ledger:"), (cache.Options.KeyPrefix, ledger.Options.KeyPrefix));
        Assert.Equal(HealthStatus.Healthy, (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traces_metrics_and_the_check_are_there_unless_disabled(bool disabled)
    {
        await using var server = await ValkeyServer.StartAsync();
        var builder = Builder(("ConnectionStrings:cache", server.Endpoint));
        var (metrics, traces) = (new List<Metric>(), new List<Activity>());
        builder.Services.AddOpenTelemetry()
            .WithMetrics(provider => provider.AddInMemoryExporter(metrics))
            .WithTracing(provider => provider.AddInMemoryExporter(traces));
        builder.AddDerpKv("cache", settings => settings.DisableHealthChecks = settings.DisableMetrics = settings.DisableTracing = disabled);
        using var host = builder.Build();
        await host.StartAsync();

        await host.Services.GetRequiredService<KvClient>().RateLimitAsync("aspire", 10, TimeSpan.FromMinutes(1));
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        Assert.Equal(!disabled, metrics.Exists(static metric => metric.Name == "derp.kv.ratelimit.admitted"));
        Assert.Equal(!disabled, traces.Exists(static trace => trace.Source.Name == "Derp.Kv"));
        Assert.Equal(!disabled, host.Services.GetService<HealthCheckService>() is not null);
        await host.StopAsync();
    }

    [Fact]
    public void The_schema_has_each_setting_and_no_other()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(SchemaPath()));
        var properties = schema.RootElement.GetProperty("properties");
        foreach (var part in "Aspire:Derp:Kv".Split(':'))
            properties = properties.GetProperty(part).GetProperty("properties");

        Assert.Equal(
            typeof(DerpKvSettings).GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal),
            properties.EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal));
    }

    private static HostApplicationBuilder Builder(params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var all = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            all.Add(key, value);
        builder.Configuration.AddInMemoryCollection(all);
        return builder;
    }

    private static string SchemaPath([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../../src/Derp.Kv.Aspire/ConfigurationSchema.json");
}
