namespace Derp.Kv;

/// <summary>
/// Holds back the invalidations of <see cref="InvalidatesAttribute"/> methods until <see cref="FlushAsync"/>: make one with <see cref="KvClient.DeferInvalidations"/> before a
/// transaction, and flush it after the commit.
/// </summary>
public sealed class DeferredInvalidations : IAsyncDisposable
{
    internal DeferredInvalidations(KvClient client) => _ = client;

    /// <summary>Invalidates what was held back.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the scope. What was not flushed is flushed, with a warning in the log.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
