using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Batches;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Many guarded gets as one call: one read for all keys, and for those without a value one run of the body.
public abstract partial class KvClient
{
    /// <summary>The most keys of one command.</summary>
    internal const int KeysPerCommand = 256;

    /// <summary>Sets the value of each item.</summary>
    internal async ValueTask BatchAsync<TState, TId, TValue>(BatchCall<TState, TId, TValue> call, IReadOnlyList<BatchItem<TId, TValue>> items, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.ThrowIfDraining();
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

    /// <summary>
    /// As <see cref="MGetCoreAsync"/>, for keys that may be on several servers: each has a result of its own, so that a server that fails costs only
    /// its keys. Throws if all of them share a failure.
    /// </summary>
    internal virtual async ValueTask<KeyRead[]> ReadManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var values = await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. values.Select(static value => new KeyRead(value, Failure: null))];
    }

    /// <summary>Reads each key by a command of its own; all are sent before the first answer is awaited.</summary>
    private protected async ValueTask<KeyRead[]> ReadApartAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var reads = new Task<KeyRead>[keys.Count];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = ReadOneAsync(keys[i]);
        return await Task.WhenAll(reads).ConfigureAwait(false);

        async Task<KeyRead> ReadOneAsync(ReadOnlyMemory<byte> key)
        {
            try
            {
                return new(await GetCoreAsync(key, cancellationToken).ConfigureAwait(false), Failure: null);
            }
            catch (Exception e) when (e is KvException || IsForeign(e, cancellationToken))
            {
                return new(null, e is KvException ? e : Mapped(e));
            }
        }
    }

    // Returns those without a value, in their order.
    private async ValueTask<List<BatchItem<TId, TValue>>> ReadAsync<TId, TValue>(string method, IReadOnlyList<BatchItem<TId, TValue>> items, CancellationToken cancellationToken)
    {
        var missing = new List<BatchItem<TId, TValue>>();
        var isUp = Breaker.TryPass();
        if (isUp)
        {
            foreach (var item in items)
                item.Codec.BeginRead();
            var chunks = items.Chunk(KeysPerCommand).ToArray();
            var answers = await Task.WhenAll(Array.ConvertAll(chunks, chunk => ReadChunkAsync(chunk, cancellationToken))).ConfigureAwait(false);

            var failures = 0;
            for (var c = 0; c < chunks.Length; c++)
            {
                for (var i = 0; i < chunks[c].Length; i++)
                    Take(chunks[c][i], answers[c][i]);
            }

            if (failures == 0)
                Breaker.Succeeded();

            void Take(BatchItem<TId, TValue> item, in KeyRead read)
            {
                if (read.Value is { } stored && item.Codec.TryDecode(item.Key, stored, out var hit))
                {
                    KvMetrics.Hit(method);
                    item.Value = item.Codec.Keep(stored, hit);
                    return;
                }

                // Commands that are lost together are one failure.
                if (read.Failure is { } failure)
                {
                    item.StoreFailed = true;
                    NoteFailure(method, "get", failure, isRead: true, isFirst: failures++ == 0);
                }

                missing.Add(item);
            }
        }
        else
        {
            missing.AddRange(items);
            foreach (var item in items)
                item.StoreFailed = true;
        }

        foreach (var _ in missing)
            KvMetrics.Miss(method);
        return missing;
    }

    private async Task<KeyRead[]> ReadChunkAsync<TId, TValue>(BatchItem<TId, TValue>[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await InvokeAsync(
                Array.ConvertAll(chunk, static item => (ReadOnlyMemory<byte>)item.Key),
                static (client, keys, ct) => client.ReadManyCoreAsync(keys, ct),
                cancellationToken).ConfigureAwait(false);
        }
        catch (KvException e)
        {
            return Array.ConvertAll(chunk, _ => new KeyRead(null, e));
        }
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
