using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.DependencyInjection;

public sealed class AddDerpKvTests
{
    private static IHost Build(Dictionary<string, string?> settings, Action<Kv.DependencyInjection.DerpKvBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddDerpKv(configure ?? (kv => kv.UseMemory()));
        return builder.Build();
    }

    [Fact]
    public async Task The_client_is_a_singleton_with_the_containers_clock()
    {
        var time = new FakeTimeProvider();
        await using var provider = new ServiceCollection().AddSingleton<TimeProvider>(time).AddDerpKv(kv => kv.UseMemory()).BuildServiceProvider();

        var client = provider.GetRequiredService<KvClient>();

        Assert.IsType<MemoryKvClient>(client);
        Assert.Same(client, provider.GetRequiredService<KvClient>());
        Assert.Same(time, client.Options.TimeProvider);
    }

    [Fact]
    public void Settings_come_from_configuration_and_code_overrides_them()
    {
        using var host = Build(
            new()
            {
                ["DerpKv:KeyPrefix"] = "shop/",
                ["DerpKv:OperationTimeout"] = "00:00:03",
                ["DerpKv:DisposeTimeout"] = "00:00:04",
                ["DerpKv:MaxValueSize"] = "1000",
                ["DerpKv:cacheenabled"] = "false",
                ["DerpKv:MemoryMaxEntries"] = "7",
                ["DerpKv:MemoryMaxBytes"] = "9000000000",
                ["DerpKv:NearMaxBytes"] = "8000000000",
                ["DerpKv:NearEnabled"] = "false",
                ["DerpKv:NearNotices"] = "false",
                ["DerpKv:VerifyRoundTrips"] = "true",
            },
            kv => kv.UseMemory().Configure(options => options.MaxValueSize = 2000));

        var options = host.Services.GetRequiredService<KvClient>().Options;

        Assert.Equal("shop/", options.KeyPrefix);
        Assert.Equal(TimeSpan.FromSeconds(3), options.OperationTimeout);
        Assert.Equal(TimeSpan.FromSeconds(4), options.DisposeTimeout);
        Assert.Equal(2000, options.MaxValueSize);
        Assert.False(options.CacheEnabled);
        Assert.Equal(7, options.MemoryMaxEntries);
        Assert.Equal(9_000_000_000, options.MemoryMaxBytes);
        Assert.Equal((8_000_000_000, false, false), (options.NearMaxBytes, options.NearEnabled, options.NearNotices));
        Assert.True(options.VerifyRoundTrips);
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData("Development", "false", false)]
    [InlineData("Production", "true", true)]
    public void K11_Round_trips_are_verified_in_development_unless_set(string environment, string? setting, bool verified)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Environment.EnvironmentName = environment;
        if (setting is not null)
            builder.Configuration.AddInMemoryCollection([new("DerpKv:VerifyRoundTrips", setting)]);
        builder.Services.AddDerpKv(kv => kv.UseMemory());
        using var host = builder.Build();

        Assert.Equal(verified, host.Services.GetRequiredService<KvClient>().Options.VerifyRoundTrips);
    }

    [Fact]
    public async Task Without_a_host_there_is_no_development()
    {
        await using var provider = new ServiceCollection().AddDerpKv(kv => kv.UseMemory()).BuildServiceProvider();

        Assert.False(provider.GetRequiredService<KvClient>().Options.VerifyRoundTrips);
    }

    [Theory]
    [InlineData("DerpKv:KeyPrefx", "x", "DerpKv:KeyPrefx is not a setting")]
    [InlineData("DerpKv:Memory:MaxEntries", "7", "DerpKv:Memory is not a setting")]
    [InlineData("DerpKv:MaxValueSize", "1 MB", "DerpKv:MaxValueSize cannot be read")]
    [InlineData("DerpKv:CacheEnabled", "yes", "DerpKv:CacheEnabled cannot be read")]
    [InlineData("DerpKv:VerifyRoundTrips", "on", "DerpKv:VerifyRoundTrips cannot be read")]
    [InlineData("DerpKv:MaxValueSize", "0", "MaxValueSize must be 1")]
    [InlineData("DerpKv:OperationTimeout", "00:00:00", "OperationTimeout must be")]
    [InlineData("DerpKv:DisposeTimeout", "-00:00:01", "DisposeTimeout must be")]
    [InlineData("DerpKv:DisposeTimeout", "soon", "DisposeTimeout cannot be read")]
    public async Task A_wrong_setting_stops_the_host_at_start_and_is_named(string name, string value, string message)
    {
        using var host = Build(new() { [name] = value });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_configuration_starts()
    {
        using var host = Build(new() { ["DerpKv:KeyPrefix"] = "x" });

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void No_backend_or_two_or_a_second_registration_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddDerpKv(_ => { }));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddDerpKv(kv => kv.UseMemory().UseMemory()));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddDerpKv(kv => kv.UseMemory()).AddDerpKv(kv => kv.UseMemory()));
    }
}
