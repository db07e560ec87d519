using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Health;

/// <summary>What an orchestrator hears, over HTTP where it asks there.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_store_that_is_there_is_healthy_and_one_that_is_stopped_degrades_within_a_second_or_fails_if_it_is_required()
    {
        await using var server = await ValkeyServer.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDerpKv(kv => kv.UseStackExchangeRedis(server.Endpoint).Configure(Patient));
        builder.Services.AddDerpKv("ledger", kv => kv.UseStackExchangeRedis(server.Endpoint).Configure(Patient));
        builder.Services.AddHealthChecks().AddDerpKv(tags: ["cache"]).AddDerpKv(client: "ledger", requireStore: true, tags: ["claims"]);
        await using var app = builder.Build();
        app.MapHealthChecks("/cache", new() { Predicate = static check => check.Tags.Contains("cache") });
        app.MapHealthChecks("/claims", new() { Predicate = static check => check.Tags.Contains("claims") });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/cache", UriKind.Relative)));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/claims", UriKind.Relative)));

        // Its port stays open and does not answer: the worst that a server can do.
        server.Suspend();
        try
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal("Degraded", await http.GetStringAsync(new Uri("/cache", UriKind.Relative)));
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            using var claims = await http.GetAsync(new Uri("/claims", UriKind.Relative));
            Assert.Equal("Unhealthy", await claims.Content.ReadAsStringAsync());
        }
        finally
        {
            server.Resume();
        }

        server.Kill();
        await Eventually.HoldsAsync(async () => await http.GetStringAsync(new Uri("/cache", UriKind.Relative)) == "Degraded", "A stopped server should degrade.");
        await server.RestartAsync();
        await Eventually.HoldsAsync(async () => await http.GetStringAsync(new Uri("/cache", UriKind.Relative)) == "Healthy", "A server that is back should be healthy.");
    }

    [Fact]
    public async Task What_waiting_does_not_repair_is_unhealthy()
    {
        await using var server = await ValkeyServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "app", "on", ">hunter2", "~other:*", "+@all");
        await using var services = Services(kv => kv.UseStackExchangeRedis($"{server.Endpoint},user=app,password=hunter2"));

        var entry = await CheckAsync(services);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.DoesNotContain("hunter2", $"{entry.Description} {string.Join(' ', entry.Data)}", StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", $"{entry.Description} {string.Join(' ', entry.Data)}", StringComparison.Ordinal);
        Assert.Null(entry.Exception);
    }

    [Fact]
    public async Task A_key_of_another_type_is_unhealthy()
    {
        await using var server = await ValkeyServer.StartAsync();
        await server.CommandAsync("RPUSH", "shop:derp:health", "1");
        await using var services = Services(kv => kv.UseStackExchangeRedis(server.Endpoint).Configure(static options => options.KeyPrefix = "shop:"));

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Status);
    }

    [Fact]
    public async Task The_check_is_one_read()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var services = Services(kv => kv.UseStackExchangeRedis(server.Endpoint));
        await CheckAsync(services);
        await server.ResetCommandStatsAsync();

        var entry = await CheckAsync(services);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal([new("get", 1)], await server.CommandStatsAsync());
        Assert.Equal(["backend", "breakerOpen", "latencyMs", "queuedInvalidations", "writeBreakerOpen"], entry.Data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("StackExchangeRedisKvClient", entry.Data["backend"]);
        Assert.InRange(Assert.IsType<double>(entry.Data["latencyMs"]), 0, 1000);
    }

    // Were it not for the check's own second, it would take so long.
    private static void Patient(Derp.Kv.DependencyInjection.DerpKvOptions options) => options.OperationTimeout = TimeSpan.FromSeconds(30);

    private static ServiceProvider Services(Action<Derp.Kv.DependencyInjection.DerpKvBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDerpKv(configure);
        services.AddHealthChecks().AddDerpKv();
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["derp-kv"];
}
