namespace Derp.Kv.Coordination.Invalidations;

/// <summary>
/// A transaction that a ledger has open around a body. What is invalidated in it is held back until it has ended, however it ends, as in an ambient
/// transaction (W4): before its commit another reader would store the old value again. A replay runs no body, and so holds nothing back (W6).
/// </summary>
internal sealed class OpenTransaction
{
    private static readonly AsyncLocal<OpenTransaction?> s_current = new();

    // As a rule one client at most.
    private readonly List<(KvClient Client, DeferredSet Set)> _sets = [];
    private bool _hasEnded;

    private OpenTransaction()
    {
    }

    /// <summary>The one that the running code is in; null: none, or it has ended.</summary>
    public static OpenTransaction? Current => s_current.Value is { } open && !Volatile.Read(ref open._hasEnded) ? open : null;

    /// <summary>Begins one. It is seen by what the calling asynchronous method calls from here on.</summary>
    public static OpenTransaction Begin() => s_current.Value = new OpenTransaction();

    /// <summary>What it holds back of a client; null: nothing.</summary>
    public DeferredSet? Of(KvClient client)
    {
        lock (_sets)
            return _sets.Find(s => ReferenceEquals(s.Client, client)).Set;
    }

    /// <summary>Holds one back until the transaction has ended. False: it has.</summary>
    public bool TryAdd(KvClient client, Invalidation invalidation, string method)
    {
        DeferredSet? set;
        lock (_sets)
        {
            if (_hasEnded)
                return false;
            set = _sets.Find(s => ReferenceEquals(s.Client, client)).Set;
            if (set is null)
                _sets.Add((client, set = new DeferredSet(client.Withheld)));
        }

        return set.TryAdd(invalidation, method);
    }

    /// <summary>Invalidates what was held back, under nobody's token. To be called once the transaction has ended.</summary>
    /// <param name="isCallerTold">Whether the caller is told of what the store cannot be told of, if the policy is to throw. Else it is queued.</param>
    /// <returns>The failure that the caller is told of; null: none.</returns>
    public async ValueTask<Exception?> EndAsync(bool isCallerTold)
    {
        // From here on nothing is added.
        lock (_sets)
            Volatile.Write(ref _hasEnded, true);

        Exception? told = null;
        foreach (var (client, set) in _sets)
        {
            var items = set.Items(close: true);
            told = await client.CarryOutAsync(items, isCallerTold).ConfigureAwait(false) ?? told;
            set.Release(items.Length);
        }

        return told;
    }
}
