using Derp.Kv.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Ledger.Tests.Registration;

public sealed class LedgerHealthTests(SharedPostgreSql server)
{
    [Fact]
    public async Task A_purge_that_falls_behind_degrades()
    {
        var time = new FakeTimeProvider();
        await using var world = await SqliteWorld.CreateAsync();
        await using var services = Services(world, time, static health => health.AddKvLedger());
        var ledger = services.GetRequiredService<KvLedger>();
        await ledger.ExecuteAsync("a", static (_, _) => ValueTask.FromResult(default(NoValue)), NoValue.Serializer, ttl: TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);

        // Three intervals of ten minutes.
        time.Advance(TimeSpan.FromMinutes(30));
        var behindALittle = await CheckAsync(services);
        time.Advance(TimeSpan.FromMinutes(2));
        var behind = await CheckAsync(services);
        await ledger.PurgeAsync(cancellationToken: TestContext.Current.CancellationToken);
        var purged = await CheckAsync(services);

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Healthy), (behindALittle.Status, behind.Status, purged.Status));
        Assert.Equal(("SqliteKvLedger", 1L, false, 31d * 60), (behind.Data["backend"], behind.Data["rows"], behind.Data["rowsAreEstimated"], behind.Data["oldestExpiredSeconds"]));
        Assert.Equal((0L, 0d), (purged.Data["rows"], purged.Data["oldestExpiredSeconds"]));
    }

    [Fact]
    public async Task A_lag_can_be_set_and_without_a_purge_any_lag_is_healthy()
    {
        var time = new FakeTimeProvider();
        await using var world = await SqliteWorld.CreateAsync();
        await using var services = Services(world, time, static health => health.AddKvLedger("any").AddKvLedger("short", purgeLag: TimeSpan.FromMinutes(1)), TimeSpan.Zero);
        await services.GetRequiredService<KvLedger>()
            .ExecuteAsync("a", static (_, _) => ValueTask.FromResult(default(NoValue)), NoValue.Serializer, ttl: TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromDays(30));

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded), ((await CheckAsync(services, "any")).Status, (await CheckAsync(services, "short")).Status));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ServiceCollection().AddHealthChecks().AddKvLedger(purgeLag: TimeSpan.Zero));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_and_a_database_that_is_away_are_unhealthy()
    {
        var postgres = await server.StartedAsync();
        await using var services = new ServiceCollection().AddLogging()
            .AddKvLedger(ledger => ledger.UsePostgreSql(postgres.ConnectionString).Configure(static options => options.Table = "no_such_ledger"))
            .AddKvLedger("away", static ledger => ledger.UsePostgreSql("Host=127.0.0.1;Port=1;Username=secret_user;Database=shop"))
            .AddHealthChecks().AddKvLedger().AddKvLedger(ledger: "away", failureStatus: HealthStatus.Degraded).Services
            .BuildServiceProvider();

        var (missing, away) = (await CheckAsync(services), await CheckAsync(services, "derp-kv-ledger_away"));

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Degraded), (missing.Status, away.Status));
        Assert.Equal("PostgreSqlKvLedger", missing.Data["backend"]);
        Assert.DoesNotContain("secret_user", away.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_on_PostgreSQL_tells_its_size()
    {
        await using var world = await PostgreSqlWorld.CreateAsync((await server.StartedAsync()).ConnectionString);
        await using var services = Services(world, TimeProvider.System, static health => health.AddKvLedger());

        var health = await CheckAsync(services);

        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.True((long)health.Data["bytes"] > 0);
    }

    private static ServiceProvider Services(LedgerWorld world, TimeProvider time, Action<IHealthChecksBuilder> add, TimeSpan? interval = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time);
        services.AddKvLedger(builder => builder
            .UseLedger((_, options) => world.Create(options))
            .Configure(options => (options.Table, options.PurgeInterval) = (world.Table, interval == TimeSpan.Zero ? null : options.PurgeInterval)));
        add(services.AddHealthChecks());
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider services, string name = "derp-kv-ledger") =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == name, TestContext.Current.CancellationToken)).Entries[name];
}
