using Derp.Kv.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.DependencyInjection;

/// <summary>What the health check says of each state of a client. On a real server: the tests of the web.</summary>
public sealed class HealthCheckTests : IAsyncDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly MemoryKvClient _store = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_store_that_answers_is_healthy_and_one_that_is_down_is_degraded_or_fails_if_it_is_required()
    {
        var client = new InterceptingKvClient(_store, new KvClientOptions { KeyPrefix = "shop:" });
        await using var services = Services(client, static checks => checks
            .AddDerpKv()
            .AddDerpKv("required", requireStore: true)
            .AddDerpKv("chosen", requireStore: true, failureStatus: HealthStatus.Degraded, tags: ["ready"]));
        Assert.All((await CheckAsync(services)).Entries.Values, static entry => Assert.Equal(HealthStatus.Healthy, entry.Status));
        Assert.Equal(["Get", "Get", "Get"], client.Operations);

        client.TakeDown();
        var report = await CheckAsync(services);

        Assert.Equal(HealthStatus.Degraded, report.Entries["derp-kv"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["required"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["chosen"].Status);
        Assert.Equal(["ready"], report.Entries["chosen"].Tags);
    }

    [Fact]
    public async Task A_store_that_hangs_is_degraded_after_a_second()
    {
        var (asked, hangs) = (new Gate(), new Gate());
        var client = new InterceptingKvClient(_store, new KvClientOptions { TimeProvider = _time })
        {
            Before = async _ =>
            {
                asked.Open();
                await hangs.WaitAsync();
            },
        };
        await using var services = Services(client, static checks => checks.AddDerpKv());
        var check = CheckAsync(services);
        await asked.WaitAsync();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(check.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        hangs.Open();

        Assert.Equal(HealthStatus.Degraded, (await check).Entries["derp-kv"].Status);
    }

    // A process that is not ready gets no calls that would test the breaker.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C28_A_check_that_the_store_answers_closes_the_breaker_of_reads(bool requireStore)
    {
        var client = new InterceptingKvClient(_store);
        await using var services = Services(client, checks => checks.AddDerpKv(requireStore: requireStore));
        client.TakeDown();
        for (var i = 0; i < 5; i++)
            await client.GuardedGetAsync("a"u8.ToArray(), static _ => new([1]), s_minute);
        Assert.True(client.GetStatus().BreakerOpen);
        Assert.NotEqual(HealthStatus.Healthy, (await CheckAsync(services)).Status);
        client.BringBack();

        var entry = (await CheckAsync(services)).Entries["derp-kv"];

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(false, entry.Data["breakerOpen"]);
        Assert.False(client.GetStatus().BreakerOpen);
    }

    [Theory]
    [InlineData(false, HealthStatus.Degraded)]
    [InlineData(true, HealthStatus.Unhealthy)]
    public async Task C28_With_the_breaker_of_writes_open_it_is_degraded_or_fails_until_calls_have_to_test_it(bool requireStore, HealthStatus expected)
    {
        var client = new InterceptingKvClient(_store, new KvClientOptions { TimeProvider = _time });
        await using var services = Services(client, checks => checks.AddDerpKv(requireStore: requireStore));
        for (var i = 0; i < 5; i++)
            client.WriteBreaker.Failed();

        var entry = (await CheckAsync(services)).Entries["derp-kv"];
        Assert.Equal(expected, entry.Status);
        Assert.Equal(true, entry.Data["writeBreakerOpen"]);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(services)).Entries["derp-kv"].Status);
    }

    [Fact]
    public async Task W3_While_invalidations_wait_to_be_repeated_it_is_degraded_also_if_the_store_is_required()
    {
        var client = new InterceptingKvClient(_store, new KvClientOptions { TimeProvider = _time });
        await using var services = Services(client, static checks => checks.AddDerpKv(requireStore: true));
        client.Before = static operation => operation == "Invalidate" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        await new Warehouse(client).ReplaceAsync(1);

        var entry = (await CheckAsync(services)).Entries["derp-kv"];

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal(1, entry.Data["queuedInvalidations"]);
        client.BringBack();
        await Conformance.Eventually.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return (await CheckAsync(services)).Status == HealthStatus.Healthy;
        }, "The invalidation should have been repeated.");
    }

    [Fact]
    public async Task A_refusal_that_waiting_does_not_repair_is_unhealthy_whatever_else_is_set()
    {
        var client = new InterceptingKvClient(_store) { Before = static _ => throw new KvException("NOPERM") };
        await using var services = Services(client, static checks => checks.AddDerpKv(failureStatus: HealthStatus.Degraded));

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Entries["derp-kv"].Status);
    }

    [Fact]
    public async Task Each_client_has_a_check_of_its_own()
    {
        var (cache, ledger) = (new InterceptingKvClient(_store), new InterceptingKvClient(_store));
        ledger.TakeDown();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDerpKv(kv => kv.UseClient((_, _) => cache));
        services.AddDerpKv("ledger", kv => kv.UseClient((_, _) => ledger));
        services.AddHealthChecks().AddDerpKv().AddDerpKv(client: "ledger");
        await using var provider = services.BuildServiceProvider();

        var report = await CheckAsync(provider);

        Assert.Equal(
            [("derp-kv", HealthStatus.Healthy), ("derp-kv_ledger", HealthStatus.Degraded)],
            report.Entries.Select(static entry => (entry.Key, entry.Value.Status)).Order());
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static ServiceProvider Services(KvClient client, Action<IHealthChecksBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDerpKv(kv => kv.UseClient((_, _) => client));
        add(services.AddHealthChecks());
        return services.BuildServiceProvider();
    }

    private static Task<HealthReport> CheckAsync(ServiceProvider services) => services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}

internal sealed partial class Warehouse(KvClient kv)
{
    [Cached("warehouse:{id}", Ttl = "5m")]
    private Task<string> GetNameCoreAsync(int id) => Task.FromResult($"item {id}");

    [Invalidates(nameof(GetNameAsync))]
    private Task ReplaceCoreAsync(int id) => Task.CompletedTask;
}
