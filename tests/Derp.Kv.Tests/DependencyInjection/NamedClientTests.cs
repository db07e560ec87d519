using Derp.Kv.Conformance;
using Derp.Kv.Tests.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.DependencyInjection;

/// <summary>Clients under names, besides the one without or without it.</summary>
public sealed class NamedClientTests
{
    [Theory]
    [InlineData("", "ledger", "audit")]
    [InlineData("ledger", "", "audit")]
    [InlineData("audit", "ledger", "")]
    public async Task Clients_are_registered_in_any_order_and_are_apart(params string[] order)
    {
        var services = new ServiceCollection();
        foreach (var name in order)
        {
            if (name.Length == 0)
                services.AddDerpKv(kv => kv.UseMemory());
            else
                services.AddDerpKv(name, kv => kv.UseMemory());
        }

        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<KvClient>();
        var ledger = provider.GetRequiredKeyedService<KvClient>("ledger");

        await cache.SetAsync("a"u8.ToArray(), "1"u8.ToArray());
        Assert.Same(ledger, provider.GetRequiredKeyedService<KvClient>("ledger"));
        Assert.Equal(3, new[] { cache, ledger, provider.GetRequiredKeyedService<KvClient>("audit") }.Distinct().Count());
        Assert.Null(await ledger.GetAsync("a"u8.ToArray()));
        Assert.Equal(("", "ledger"), (cache.GetStatus().Name, ledger.GetStatus().Name));
    }

    [Fact]
    public async Task A_named_client_needs_none_without_a_name()
    {
        await using var provider = new ServiceCollection().AddDerpKv("ledger", kv => kv.UseMemory()).BuildServiceProvider();

        Assert.NotNull(provider.GetKeyedService<KvClient>("ledger"));
        Assert.Null(provider.GetService<KvClient>());
        Assert.Null(provider.GetKeyedService<KvClient>("Ledger"));
    }

    // The section of configuration knows no case, whatever the source of the configuration makes of a name.
    [Fact]
    public void Each_client_has_its_own_section_and_its_own_code()
    {
        using var host = Build(
            new()
            {
                ["DerpKv:KeyPrefix"] = "shop:",
                ["DerpKv:MaxValueSize"] = "1000",
                ["DerpKv:CLIENTS:LEDGER:keyprefix"] = "shop-ledger:",
                ["DerpKv:CLIENTS:LEDGER:OperationTimeout"] = "00:00:05",
            },
            services => services
                .AddDerpKv("ledger", kv => kv.UseMemory().Configure(options => options.MaxValueSize = 77))
                .AddDerpKv(kv => kv.UseMemory().Configure(options => options.CacheEnabled = false)));

        var (cache, ledger) = (host.Services.GetRequiredService<KvClient>().Options, host.Services.GetRequiredKeyedService<KvClient>("ledger").Options);

        Assert.Equal(("shop:", 1000, TimeSpan.FromSeconds(2), false), (cache.KeyPrefix, cache.MaxValueSize, cache.OperationTimeout, cache.CacheEnabled));
        Assert.Equal(("shop-ledger:", 77, TimeSpan.FromSeconds(5), true), (ledger.KeyPrefix, ledger.MaxValueSize, ledger.OperationTimeout, ledger.CacheEnabled));
    }

    [Theory]
    [InlineData("DerpKv:Clients:ledger:KeyPrefx", "x", "DerpKv:Clients:ledger:KeyPrefx is not a setting")]
    [InlineData("DerpKv:Clients:ledger:Clients:audit:KeyPrefix", "x", "DerpKv:Clients:ledger:Clients is not a setting")]
    [InlineData("DerpKv:Clients:ledger:MaxValueSize", "1 MB", "DerpKv:Clients:ledger:MaxValueSize cannot be read")]
    [InlineData("DerpKv:Clients:ledger:MaxValueSize", "0", "The client \"ledger\": KvClientOptions.MaxValueSize must be 1")]
    [InlineData("DerpKv:Clients:leger:KeyPrefix", "x", "DerpKv:Clients:leger is the section of a client that is not registered. There are: ledger.")]
    [InlineData("DerpKv:Clients:ledger", "x", "DerpKv:Clients:ledger holds the settings of a client, not a value")]
    [InlineData("DerpKv:Clients", "x", "DerpKv:Clients holds a section for each named client, not a value")]
    [InlineData("DerpKv:KeyPrefx", "x", "DerpKv:KeyPrefx is not a setting")]
    public async Task A_wrong_setting_of_any_client_stops_the_host_at_start_and_is_named(string name, string value, string message)
    {
        using var host = Build(new() { [name] = value }, services => services.AddDerpKv(kv => kv.UseMemory()).AddDerpKv("ledger", kv => kv.UseMemory()));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DerpKv:KeyPrefix", "DerpKv:KeyPrefix is for a client without a name, and none is registered")]
    [InlineData("DerpKv:Clients:leger:KeyPrefix", "DerpKv:Clients:leger is the section of a client that is not registered. There are: audit, ledger.")]
    public async Task Settings_that_nobody_would_read_stop_the_host_and_are_told_once(string name, string message)
    {
        using var host = Build(new() { [name] = "x" }, services => services.AddDerpKv("ledger", kv => kv.UseMemory()).AddDerpKv("audit", kv => kv.UseMemory()));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_configuration_starts()
    {
        using var host = Build(
            new() { ["DerpKv:Clients:ledger:KeyPrefix"] = "x" },
            services => services.AddDerpKv("ledger", kv => kv.UseMemory()).AddDerpKv("audit", kv => kv.UseMemory()));

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Clock_and_log_are_the_containers_or_those_under_the_clients_name()
    {
        var (common, own) = (new FakeTimeProvider(), new FakeTimeProvider());
        using var ownLog = LoggerFactory.Create(static _ => { });
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(common)
            .AddKeyedSingleton<TimeProvider>("ledger", own)
            .AddKeyedSingleton("ledger", ownLog)
            .AddDerpKv("ledger", kv => kv.UseMemory())
            .AddDerpKv("audit", kv => kv.UseMemory())
            .AddDerpKv(kv => kv.UseMemory())
            .BuildServiceProvider();

        var (cache, ledger, audit) = (provider.GetRequiredService<KvClient>().Options, provider.GetRequiredKeyedService<KvClient>("ledger").Options, provider.GetRequiredKeyedService<KvClient>("audit").Options);

        Assert.Equal([common, own, common], [cache.TimeProvider, ledger.TimeProvider, audit.TimeProvider]);
        var commonLog = provider.GetRequiredService<ILoggerFactory>();
        Assert.Equal([commonLog, ownLog, commonLog], [cache.LoggerFactory, ledger.LoggerFactory, audit.LoggerFactory]);
    }

    // C28. The name is this test's own: meters are one a process.
    [Fact]
    public async Task Log_breaker_and_status_tell_which_client_it_is()
    {
        var logs = new FakeLogCollector();
        await using var store = new MemoryKvClient();
        await using var provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)))
            .AddDerpKv(kv => kv.UseMemory())
            .AddDerpKv("told-apart", kv => kv.UseClient((_, options) => new InterceptingKvClient(store, options)))
            .BuildServiceProvider();
        var (cache, named) = (provider.GetRequiredService<KvClient>(), (InterceptingKvClient)provider.GetRequiredKeyedService<KvClient>("told-apart"));
        using var metrics = new MetricRecorder("told-apart", "client");

        named.TakeDown();
        for (var i = 0; i < 5; i++)
            await named.GuardedGetAsync("a"u8.ToArray(), static _ => new([1]), TimeSpan.FromMinutes(1));
        metrics.Observe();

        Assert.Equal((false, true), (cache.GetStatus().BreakerOpen, named.GetStatus().BreakerOpen));
        Assert.NotEmpty(logs.GetSnapshot());
        Assert.All(logs.GetSnapshot(), static line => Assert.Equal("Derp.Kv.told-apart", line.Category));
        Assert.Equal(["breaker.open(operations=reads)", "breaker.transitions(operations=reads, state=open)"], metrics.Counts);
    }

    [Fact]
    public void A_name_that_is_taken_or_none_and_a_client_without_a_backend_are_refused()
    {
        var services = new ServiceCollection().AddDerpKv("ledger", kv => kv.UseMemory());

        Assert.Throws<InvalidOperationException>(() => services.AddDerpKv("ledger", kv => kv.UseMemory()));
        Assert.Throws<InvalidOperationException>(() => services.AddDerpKv("Ledger", kv => kv.UseMemory()));
        Assert.Throws<InvalidOperationException>(() => services.AddDerpKv("audit", _ => { }));
        Assert.Throws<ArgumentException>(() => services.AddDerpKv("", kv => kv.UseMemory()));
        Assert.Throws<ArgumentException>(() => services.AddDerpKv("a:b", kv => kv.UseMemory()));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKeyedSingleton<KvClient>("x", new MemoryKvClient()).AddDerpKv("x", kv => kv.UseMemory()));

        // One that was refused is not registered.
        services.AddDerpKv("audit", kv => kv.UseMemory()).AddDerpKv(kv => kv.UseMemory());
    }

    private static IHost Build(Dictionary<string, string?> settings, Action<IServiceCollection> register)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        register(builder.Services);
        return builder.Build();
    }
}
