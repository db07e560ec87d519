using System.Transactions;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Invalidations;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Invalidations after a write: held back while its transaction is open, repeated while the store is away.
public abstract partial class KvClient
{
    private const int VoidedAtOnce = 256;

    private Withheld? _withheld;
    private TransactionDeferrals? _deferrals;
    private InvalidationQueue? _invalidationQueue;

    /// <summary>
    /// Holds back the invalidations of <see cref="InvalidatesAttribute"/> methods that are called in this flow with this client, until <see cref="DeferredInvalidations.FlushAsync"/>.
    /// Call it before the transaction, and flush after the commit. Meanwhile reads of what was written run their bodies, in this flow, and store nothing.
    /// </summary>
    /// <remarks>In an ambient <see cref="Transaction"/> it is not needed: there they are held back by themselves until its end.</remarks>
    /// <returns>The scope, to be disposed of in the same method.</returns>
    public DeferredInvalidations DeferInvalidations() => new(this);

    /// <summary>What the store has not been told of; made by the first call that needs it.</summary>
    internal Withheld Withheld => Volatile.Read(ref _withheld) ?? Open(ref _withheld, new Withheld(this));

    internal TransactionDeferrals Deferrals => Volatile.Read(ref _deferrals) ?? Open(ref _deferrals, new TransactionDeferrals(this));

    internal bool HasDeferrals => _withheld is { HasDeferrals: true };

    private InvalidationQueue InvalidationQueue => Volatile.Read(ref _invalidationQueue) ?? Open(ref _invalidationQueue, new InvalidationQueue(this));

    /// <summary>Carries out what writes have made out of date. What the store cannot be told of is queued, but for those whose caller is told instead.</summary>
    /// <returns>The failure of one of these; null: there is none.</returns>
    internal async Task<Exception?> CarryOutAsync(IReadOnlyList<(Invalidation Invalidation, string Method)> items, bool isCallerTold = false)
    {
        Exception? told = null;
        foreach (var part in items.Chunk(VoidedAtOnce))
        {
            var failures = await Task.WhenAll(Array.ConvertAll(part, item => TryVoidAsync(item.Invalidation, item.Method))).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++)
            {
                if (failures[i] is not { } failure)
                    continue;
                if (isCallerTold && part[i].Invalidation.Throws)
                {
                    told ??= failure;
                    continue;
                }

                Log.InvalidationQueued(part[i].Method, failure);
                InvalidationQueue.Add(part[i].Invalidation, part[i].Method);

                // What has begun since the first time may have read the old value.
                VoidHere(part[i].Invalidation);
            }
        }

        return told;
    }

    /// <summary>Tells the store, unless it is known to be away. Near entries and flights here are void in any case.</summary>
    /// <returns>The failure; null: done.</returns>
    internal async Task<Exception?> TryVoidAsync(Invalidation invalidation, string method)
    {
        if (!WriteBreaker.TryPass())
        {
            VoidHere(invalidation);
            return new KvUnavailableException("The store takes no writes: the circuit breaker is open.");
        }

        try
        {
            if (invalidation.IsTag)
                await VoidTagAsync(invalidation.Key, invalidation.Settle, CancellationToken.None, isHelpers: true).ConfigureAwait(false);
            else
                await VoidAsync(invalidation.Key, invalidation.Settle, CancellationToken.None, isHelpers: true).ConfigureAwait(false);
            WriteBreaker.Succeeded();
            KvMetrics.Invalidated(method);
            return null;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure(method, "invalidate", e);
            return e;
        }
    }

    /// <summary>Near entries and flights of this client end, without a word to the store.</summary>
    internal void VoidHere(Invalidation invalidation)
    {
        Void(invalidation.Key);
        Flights.Detach(invalidation.Key)?.Notify();
    }

    // What a flow has written and others must not see yet is computed for it alone.
    private static ValueTask<TValue> RunAsideAsync<TState, TValue>(in GuardedCall<TState, TValue> call, CancellationToken cancellationToken)
    {
        KvMetrics.Miss(call.Policy.Method);
        KvMetrics.BodyRun(call.Policy.Method);
        KvMetrics.ValueNotStored(call.Policy.Method, "deferred");
        return call.Body(call.State, cancellationToken);
    }

    private static T Open<T>(ref T? field, T made)
        where T : class => Interlocked.CompareExchange(ref field, made, null) ?? made;
}
