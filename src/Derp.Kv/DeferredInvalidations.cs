using Derp.Kv.Coordination.Invalidations;

namespace Derp.Kv;

/// <summary>
/// Holds back the invalidations of <see cref="InvalidatesAttribute"/> methods until <see cref="FlushAsync"/>: make one with <see cref="KvClient.DeferInvalidations"/> before a
/// transaction, and flush it after the commit.
/// </summary>
public sealed class DeferredInvalidations : IAsyncDisposable
{
    private static readonly AsyncLocal<DeferredInvalidations?> s_current = new();

    private int _hasEnded;
    private Task<Exception?> _released = Task.FromResult<Exception?>(null);

    internal DeferredInvalidations(KvClient client)
    {
        Client = client;
        Set = new DeferredSet(client.Withheld);
        Outer = Current;
        s_current.Value = this;
    }

    /// <summary>The innermost scope of the running code that has not ended.</summary>
    internal static DeferredInvalidations? Current
    {
        get
        {
            var scope = s_current.Value;
            while (scope is { _hasEnded: not 0 })
                scope = scope.Outer;
            return scope;
        }
    }

    internal KvClient Client { get; }

    internal DeferredInvalidations? Outer { get; }

    internal DeferredSet Set { get; }

    /// <summary>
    /// Invalidates what was held back, under nobody's token. What the store cannot be told of is queued, as without a scope. In the body of a ledger's
    /// transaction it is handed on to the end of that.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the invalidations go on.</param>
    /// <exception cref="KvInvalidationException">The store could not be told of one whose <see cref="InvalidatesAttribute.OnUnavailable"/> is <see cref="InvalidationUnavailable.Throw"/>.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        var failure = await ReleaseAsync(close: false).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw new KvInvalidationException("A deferred invalidation failed.", failure);
    }

    /// <summary>Ends the scope. What was not flushed is flushed, with a warning in the log.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return default;

        // Here, not in an asynchronous method, whose changes its caller would not see.
        if (ReferenceEquals(s_current.Value, this))
            s_current.Value = Outer;
        return EndAsync();
    }

    /// <summary>The innermost scope of a client that the running code is in.</summary>
    internal static DeferredInvalidations? CurrentOf(KvClient client)
    {
        var scope = Current;
        while (scope is not null && (scope._hasEnded != 0 || !ReferenceEquals(scope.Client, client)))
            scope = scope.Outer;
        return scope;
    }

    private async ValueTask EndAsync()
    {
        var items = Set.Items(close: true);
        if (items.Length == 0)
            return;
        Client.Log.NotFlushed(items[0].Method, items.Length);
        await ReleaseAsync(close: true).ConfigureAwait(false);
    }

    // One after the other: each takes away what it has carried out.
    private Task<Exception?> ReleaseAsync(bool close)
    {
        lock (Set)
            return _released = ReleaseAfterAsync(_released, close);
    }

    private async Task<Exception?> ReleaseAfterAsync(Task<Exception?> earlier, bool close)
    {
        await earlier.ConfigureAwait(false);
        var items = Set.Items(close);

        // A flush in a ledger's transaction comes before its commit.
        var open = OpenTransaction.Current;
        var now = open is null ? items : [.. items.Where(item => !open.TryAdd(Client, item.Invalidation, item.Method))];
        var failure = await Client.CarryOutAsync(now, isCallerTold: !close).ConfigureAwait(false);
        Set.Release(items.Length);
        return failure;
    }
}
