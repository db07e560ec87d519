using System.Collections.Concurrent;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Coordination.Invalidations;

/// <summary>
/// Keys and tags that are out of date and that the store has not been told of: held back by a scope or a transaction, which concerns only the
/// flow of the write (W4), or pending, which concerns all reads of this client. What the store has under them is not returned, and nothing is stored.
/// </summary>
internal sealed class Withheld(KvClient client)
{
    private readonly ConcurrentDictionary<byte[], int> _pending = new(ByteArrayComparer.Instance);
    private int _deferrals;
    private int _pendings;

    /// <summary>Whether any read has to ask. As a rule there is nothing, which costs a look at two numbers.</summary>
    public bool IsEmpty => Volatile.Read(ref _deferrals) == 0 && Volatile.Read(ref _pendings) == 0;

    /// <summary>Whether a scope or transaction holds something back.</summary>
    public bool HasDeferrals => Volatile.Read(ref _deferrals) > 0;

    public void BeginDeferral()
    {
        Interlocked.Increment(ref _deferrals);
        client.Near?.Refresh();
    }

    public void EndDeferral()
    {
        Interlocked.Decrement(ref _deferrals);
        client.Near?.Refresh();
    }

    /// <summary>From now on all reads of this client pass by the store.</summary>
    public void BeginPending(Invalidation invalidation)
    {
        Interlocked.Increment(ref _pendings);
        _pending.AddOrUpdate(invalidation.Key, 1, static (_, count) => count + 1);
    }

    public void EndPending(Invalidation invalidation)
    {
        while (_pending.TryGetValue(invalidation.Key, out var count))
        {
            if (count > 1 ? _pending.TryUpdate(invalidation.Key, count - 1, count) : _pending.TryRemove(new(invalidation.Key, count)))
                break;
        }

        Interlocked.Decrement(ref _pendings);
    }

    /// <summary>Whether this flow has written what the key or a tag of it stands for, and holds the invalidation back.</summary>
    public bool IsDeferredHere(byte[] key, TagStamps? tags)
    {
        if (!HasDeferrals)
            return false;
        var transaction = client.Deferrals.OfCurrentTransaction();
        for (var scope = DeferredInvalidations.Current; scope is not null; scope = scope.Outer)
        {
            if (ReferenceEquals(scope.Client, client) && Concerns(scope.Set, key, tags))
                return true;
        }

        return (transaction is not null && Concerns(transaction, key, tags)) || (OpenTransaction.Current?.Of(client) is { } open && Concerns(open, key, tags));
    }

    /// <summary>Whether the key or a tag of it is pending.</summary>
    public bool IsPending(byte[] key, TagStamps? tags) =>
        Volatile.Read(ref _pendings) > 0 && (_pending.ContainsKey(key) || (tags is not null && Array.Exists(tags.Keys, _pending.ContainsKey)));

    private static bool Concerns(DeferredSet set, byte[] key, TagStamps? tags) =>
        set.Contains(key) || (tags is not null && Array.Exists(tags.Keys, set.Contains));
}
