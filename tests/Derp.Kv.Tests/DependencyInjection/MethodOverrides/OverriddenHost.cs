using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>An application whose configuration changes while it runs. The clock stands unless a test moves it.</summary>
internal sealed class OverriddenHost : IDisposable
{
    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    private readonly FakeLogCollector _logs = new();
    private readonly IHost _host;

    public OverriddenHost(params (string Setting, string? Value)[] settings)
    {
        Write(settings);
        _builder.Logging.AddProvider(new FakeLoggerProvider(_logs));
        _builder.Services.AddSingleton<TimeProvider>(Time);
        _builder.Services.AddDerpKv(static kv => kv.UseMemory());
        _builder.Services.AddDerpKv("other", static kv => kv.UseMemory());
        _builder.Services.AddSingleton<OverriddenShop>();
        _host = _builder.Build();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public KvClient Client => _host.Services.GetRequiredService<KvClient>();

    public KvClient Other => _host.Services.GetRequiredKeyedService<KvClient>("other");

    public OverriddenShop Shop => _host.Services.GetRequiredService<OverriddenShop>();

    public IEnumerable<string> Messages(string eventName) => _logs.GetSnapshot().Where(record => record.Id.Name == eventName).Select(static record => record.Message);

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Changes the configuration; a null value takes a setting away.</summary>
    public void Reload(params (string Setting, string? Value)[] settings)
    {
        Write(settings);
        ((IConfigurationRoot)_builder.Configuration).Reload();
    }

    public void Dispose() => _host.Dispose();

    /// <summary>The path of a method of <see cref="OverriddenShop"/>, or of one of its settings.</summary>
    public static string PathOf(string method) => $"DerpKv:Methods:{typeof(OverriddenShop).FullName}.{method}";

    private void Write(IEnumerable<(string Setting, string? Value)> settings)
    {
        foreach (var (setting, value) in settings)
            _builder.Configuration[setting.StartsWith("DerpKv", StringComparison.Ordinal) ? setting : PathOf(setting)] = value;
    }
}
