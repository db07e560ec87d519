using Derp.Kv.Coordination.Batches;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Invalidations;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Many guarded gets as one call: one read for all keys, and for those without a value one run of the body.
public abstract partial class KvClient
{
    /// <summary>Sets the value of each item.</summary>
    internal async ValueTask BatchAsync<TState, TId, TValue>(BatchCall<TState, TId, TValue> call, List<BatchItem<TId, TValue>> items, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.ThrowIfDraining();
        if (_withheld is { IsEmpty: false } withheld)
            items = await RunAsideAsync(call, items, withheld, cancellationToken).ConfigureAwait(false);
        var missing = await ReadAsync(call.Method, items, cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0)
            return;

        Gate.Calls.Enter();
        try
        {
            // Again for those whose flight has ended without a value: that of another call, which has failed or left.
            while (missing.Count > 0)
                missing = await FlyAsync(call, missing, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Gate.Calls.Exit();
        }
    }

    // What this flow has written and others must not see yet is not shared either. Returns the other items; what is pending passes by the store.
    private static async ValueTask<List<BatchItem<TId, TValue>>> RunAsideAsync<TState, TId, TValue>(
        BatchCall<TState, TId, TValue> call,
        List<BatchItem<TId, TValue>> items,
        Withheld withheld,
        CancellationToken cancellationToken)
    {
        var deferred = new List<BatchItem<TId, TValue>>();
        var others = new List<BatchItem<TId, TValue>>();
        foreach (var item in items)
        {
            (withheld.IsDeferredHere(item.Key, item.Codec.Tags) ? deferred : others).Add(item);
            item.StoreFailed = withheld.IsPending(item.Key, item.Codec.Tags);
        }

        foreach (var chunk in deferred.Chunk(call.MaxBatch))
        {
            KvMetrics.BodyRun(call.Method);
            var values = (await call.Body(call.State, Array.ConvertAll(chunk, static item => item.Id), cancellationToken).ConfigureAwait(false)).Values;
            for (var i = 0; i < chunk.Length; i++)
            {
                KvMetrics.Miss(call.Method);
                KvMetrics.ValueNotStored(call.Method, "deferred");
                chunk[i].Value = values[i];
            }
        }

        return others;
    }

    // Joins what is under way for the keys, starts one run for the others, and waits for all. Returns what has to be tried again.
    private async ValueTask<List<BatchItem<TId, TValue>>> FlyAsync<TState, TId, TValue>(
        BatchCall<TState, TId, TValue> call,
        List<BatchItem<TId, TValue>> items,
        CancellationToken cancellationToken)
    {
        var run = new BatchRun<TState, TId, TValue>(this, call);
        var seats = new BatchSeats(call.Method);
        var again = new List<BatchItem<TId, TValue>>();
        try
        {
            foreach (var item in items)
            {
                item.Codec.BeginRead();
                var own = run.NewFlight(item);
                var flight = Flights.JoinOrBoard(own, item.Codec.Marks, out var isOwn);
                if (isOwn)
                    run.Add(own);
                seats.Add(flight, isOwn);
            }

            seats.BeginWaits();
            run.TakeOff();

            // The run's own first: its values are stored then, whatever becomes of the others.
            foreach (var i in seats.OwnFirst())
            {
                var isOwn = seats.IsOwn(i);
                var outcome = await seats.WaitAsync(i, cancellationToken).ConfigureAwait(false);
                var isHandedOver = ReferenceEquals(outcome, FlightOutcome.HandedOver);
                if (isHandedOver && isOwn)
                    run.Error?.Throw();
                if (isHandedOver || !TryTake(items[i], outcome, isOwn, call.Method))
                    again.Add(items[i]);
            }

            return again;
        }
        finally
        {
            if (!run.HasTakenOff)
                run.HandBack();
            seats.LeaveAll();
        }
    }

    private bool TryTake<TId, TValue>(BatchItem<TId, TValue> item, FlightOutcome outcome, bool isOwn, string method)
    {
        outcome.Error?.Throw();
        if (TryTake(outcome, item.Codec, item.Key, out var value))
        {
            item.Value = value;
            return true;
        }

        if (isOwn)
            throw new KvSerializationException($"The serializer of {method} refuses bytes that it has read before.");

        // The flight was another method's, whose values this method does not read.
        Log.ForeignValue(method);
        return false;
    }
}
