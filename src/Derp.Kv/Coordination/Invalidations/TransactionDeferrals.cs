using System.Collections.Concurrent;
using System.Transactions;

namespace Derp.Kv.Coordination.Invalidations;

/// <summary>
/// Holds invalidations back until the ambient transaction ends. Before it commits, other readers would fill the cache with the old value again. It
/// does not matter how it ends: after an abort a miss is all that it costs, and in doubt it may have committed (W4).
/// </summary>
internal sealed class TransactionDeferrals(KvClient client)
{
    private readonly ConcurrentDictionary<string, DeferredSet> _sets = new(StringComparer.Ordinal);

    /// <summary>What the ambient transaction holds back; null: there is none, or it holds nothing back.</summary>
    public DeferredSet? OfCurrentTransaction() =>
        !_sets.IsEmpty && Transaction.Current is { } transaction && _sets.TryGetValue(NameOf(transaction), out var set) ? set : null;

    /// <summary>Holds one back until the transaction ends. False: it has ended.</summary>
    public bool TryAdd(Transaction transaction, Invalidation invalidation, string method)
    {
        var name = NameOf(transaction);
        var added = new DeferredSet(client.Withheld);
        var set = _sets.GetOrAdd(name, added);
        var isHeldBack = set.TryAdd(invalidation, method);
        if (!ReferenceEquals(set, added))
            return isHeldBack;

        try
        {
            // Called at once if it has ended meanwhile.
            transaction.TransactionCompleted += (_, _) => End(name, set);
        }
        catch (Exception e) when (e is TransactionException or ObjectDisposedException)
        {
            End(name, set);
        }

        return isHeldBack;
    }

    // Pending before it is no longer held back: no read gets in between.
    private void End(string name, DeferredSet set)
    {
        var items = set.Items(close: true);
        foreach (var (invalidation, _) in items)
        {
            client.Withheld.BeginPending(invalidation);
            client.VoidHere(invalidation);
        }

        _sets.TryRemove(name, out _);
        set.Release(items.Length);
        _ = client.Background.Run(async () =>
        {
            await client.CarryOutAsync(items).ConfigureAwait(false);
            foreach (var (invalidation, _) in items)
                client.Withheld.EndPending(invalidation);
        });
    }

    private static string NameOf(Transaction transaction) => transaction.TransactionInformation.LocalIdentifier;
}
