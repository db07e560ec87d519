using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Derp.Kv.Docs.Tests;

/// <summary>
/// The application that a program of this process starts: the framework reports each host that is built. Hosts of other tests, which may
/// run at the same time, are told apart by the flow of the test that made this instance.
/// </summary>
internal sealed class RunningHost : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly AsyncLocal<RunningHost?> s_ofThisFlow = new();

    private readonly TaskCompletionSource<IHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _subscriptions = [];

    public RunningHost()
    {
        s_ofThisFlow.Value = this;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Waits until the application has started.</summary>
    public Task<IHost> StartedAsync(CancellationToken ct) => _started.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);

    /// <summary>Waits until the web application answers requests, and returns its address.</summary>
    public async Task<Uri> AddressAsync(CancellationToken ct)
    {
        var host = await StartedAsync(ct);
        return new Uri(host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Stops the application, so that its program ends.</summary>
    public async Task StopAsync() => (await _started.Task).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (s_ofThisFlow.Value == this && value is { Key: "HostBuilt", Value: IHost host })
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => _started.TrySetResult(host));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(static subscription => subscription.Dispose());
}
