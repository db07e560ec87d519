using System.Transactions;

namespace Derp.Kv.Coordination.Invalidations;

/// <summary>
/// A transaction that a ledger has open around a body. What is invalidated in it is held back until it has ended, however it ends, as in an ambient
/// transaction (W4): before its commit another reader would store the old value again. A replay runs no body, and so holds nothing back (W6).
/// </summary>
internal sealed class OpenTransaction
{
    private static readonly AsyncLocal<OpenTransaction?> s_current = new();

    private readonly OpenTransaction? _outer = s_current.Value;
    private readonly Dictionary<KvClient, DeferredSet> _sets = [];
    private bool _hasEnded;

    private OpenTransaction()
    {
    }

    /// <summary>The innermost that the running code is in and that has not ended; null: none.</summary>
    public static OpenTransaction? Current
    {
        get
        {
            var open = s_current.Value;
            while (open is { _hasEnded: true })
                open = open._outer;
            return open;
        }
    }

    /// <summary>Begins one. It is seen by what the calling asynchronous method calls from here on.</summary>
    public static OpenTransaction Begin() => s_current.Value = new OpenTransaction();

    /// <summary>Whether this flow has written what the key or a tag of it stands for, in a transaction that has not ended.</summary>
    public static bool Withholds(KvClient client, Func<DeferredSet, bool> concerns)
    {
        for (var open = Current; open is not null; open = open._outer)
        {
            DeferredSet? set;
            lock (open._sets)
                open._sets.TryGetValue(client, out set);
            if (set is not null && concerns(set))
                return true;
        }

        return false;
    }

    /// <summary>Holds one back until the transaction has ended. False: it has.</summary>
    public bool TryAdd(KvClient client, Invalidation invalidation, string method)
    {
        DeferredSet? set;
        lock (_sets)
        {
            if (_hasEnded)
                return false;
            if (!_sets.TryGetValue(client, out set))
                _sets.Add(client, set = new DeferredSet(client.Withheld));
        }

        return set.TryAdd(invalidation, method);
    }

    /// <summary>
    /// Invalidates what was held back, under nobody's token; call it once the transaction has ended. In an ambient transaction around it, that
    /// one's end is waited for too.
    /// </summary>
    /// <param name="isCallerTold">Whether the caller is told of what the store cannot be told of, if the policy is to throw. Else it is queued.</param>
    /// <returns>The failure that the caller is told of; null: none.</returns>
    public async ValueTask<Exception?> EndAsync(bool isCallerTold)
    {
        KeyValuePair<KvClient, DeferredSet>[] sets;
        lock (_sets)
        {
            _hasEnded = true;
            sets = [.. _sets];
        }

        var ambient = sets.Length == 0 ? null : Transaction.Current;
        Exception? told = null;
        foreach (var (client, set) in sets)
        {
            var items = set.Items(close: true);
            var now = ambient is null ? items : [.. items.Where(item => !client.Deferrals.TryAdd(ambient, item.Invalidation, item.Method))];
            if (now.Length > 0)
                told = await client.CarryOutAsync(now, isCallerTold).ConfigureAwait(false) ?? told;
            set.Release(items.Length);
        }

        return told;
    }
}
