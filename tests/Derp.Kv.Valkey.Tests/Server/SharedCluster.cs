using Derp.Kv.Servers;

[assembly: AssemblyFixture(typeof(SharedCluster))]

namespace Derp.Kv.Servers;

/// <summary>One cluster for all tests that choose keys of their own and disturb nothing; the first of them starts it.</summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private readonly Lazy<Task<ValkeyCluster>> _cluster = new(static () => ValkeyCluster.StartAsync(nodeTimeout: TimeSpan.FromSeconds(60)));

    public Task<ValkeyCluster> StartedAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated && await Task.WhenAny(_cluster.Value) is { IsCompletedSuccessfully: true } started)
            await (await started).DisposeAsync();
    }
}
