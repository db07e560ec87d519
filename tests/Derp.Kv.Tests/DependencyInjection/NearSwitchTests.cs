using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.DependencyInjection;

// N12: the configuration switches near caches while the process runs.
public sealed class NearSwitchTests : IDisposable
{
    private const string Setting = "DerpKv:NearEnabled";

    private readonly FakeLogCollector _logs = new();
    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    private IHost? _host;

    private KvClient Client => _host!.Services.GetRequiredService<KvClient>();

    public void Dispose() => _host?.Dispose();

    private KvClient Start(Action<Kv.DependencyInjection.DerpKvBuilder>? configure = null)
    {
        _builder.Configuration.AddInMemoryCollection([new(Setting, "true")]);
        _builder.Logging.AddProvider(new FakeLoggerProvider(_logs));
        _builder.Services.AddDerpKv(configure ?? (static kv => kv.UseMemory()));
        _host = _builder.Build();
        return Client;
    }

    private void Reload(string value, string setting = Setting)
    {
        _builder.Configuration[setting] = value;
        ((IConfigurationRoot)_builder.Configuration).Reload();
    }

    [Fact]
    public void N12_A_reload_turns_near_caches_off_and_on()
    {
        var client = Start();
        Assert.True(client.NearEnabled);

        Reload("false");
        Assert.False(client.NearEnabled);
        Reload("true");
        Assert.True(client.NearEnabled);
    }

    [Fact]
    public void N12_A_reload_that_is_not_valid_changes_nothing_and_is_logged()
    {
        var client = Start();

        Reload("maybe");

        Assert.True(client.NearEnabled);
        Assert.Contains(_logs.GetSnapshot(), static record => record.Id.Name == "ReloadRefused" && record.Message.Contains(Setting, StringComparison.Ordinal));
    }

    [Fact]
    public void N12_What_code_sets_stands_above_the_configuration()
    {
        var client = Start(static kv => kv.UseMemory().Configure(static options => options.NearEnabled = false));

        Reload("true");

        Assert.False(client.NearEnabled);
    }

    [Fact]
    public void N12_What_was_set_at_run_time_stays_if_the_configuration_says_the_same_as_before()
    {
        var client = Start();
        client.NearEnabled = false;

        Reload("true");

        Assert.False(client.NearEnabled);
    }
}
