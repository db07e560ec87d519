using Derp.Kv.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

/// <summary>A process with a near cache and a clock of its own, before a store that others share.</summary>
public sealed class NearNode(InterceptingKvClient client, FakeTimeProvider time)
{
    public InterceptingKvClient Client => client;

    public FakeTimeProvider Time => time;

    /// <summary>How often bodies ran here.</summary>
    public int Runs { get; private set; }

    /// <summary>Waits until invalidations of other nodes are heard of.</summary>
    public Task ListenAsync() => Eventually.HoldsAsync(() => Task.FromResult(client.OpenNear().Notices.AreOn), "The subscription should stand.");

    public ValueTask<T> ReadAsync<T>(NearCachedMethod<NearKey, T> method, string name, T source, CancellationToken cancellationToken = default) =>
        method.InvokeAsync(client, new NearKey(name), (this, source), Body, cancellationToken);

    public ValueTask<T> ReadAsync<T>(NearCachedTextMethod<NearTextKey, T> method, string name, T source) =>
        method.InvokeAsync(client, new NearTextKey(name), (this, source), Body, default);

    /// <summary>The commands that a call has cost.</summary>
    public async Task<int> CommandsAsync(Func<ValueTask> call)
    {
        var before = client.Operations.Count;
        await call();
        return client.Operations.Count - before;
    }

    private static ValueTask<T> Body<T>((NearNode Node, T Source) state, CancellationToken cancellationToken)
    {
        state.Node.Runs++;
        return new(state.Source);
    }
}
