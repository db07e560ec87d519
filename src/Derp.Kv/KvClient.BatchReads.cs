using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Batches;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// The read that a batch begins with. Where the keys are on several servers, one that is away costs only its own.
public abstract partial class KvClient
{
    /// <summary>The most keys of one command.</summary>
    internal const int KeysPerCommand = 256;

    /// <summary>
    /// As <see cref="ReadTogetherCoreAsync"/>, for keys that may be on several servers: each has a result of its own, so that a server that fails costs only
    /// its keys. Throws if all of them share a failure.
    /// </summary>
    internal virtual async ValueTask<KeyRead[]> ReadManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var values = await ReadTogetherCoreAsync(keys, cancellationToken).ConfigureAwait(false);
        var reads = new KeyRead[values.Count];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = new(values[i], Failure: null);
        return reads;
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
    private async ValueTask<List<BatchItem<TId, TValue>>> ReadAsync<TId, TValue>(string method, List<BatchItem<TId, TValue>> items, CancellationToken cancellationToken)
    {
        var asked = items.Exists(static item => item.StoreFailed) ? items.FindAll(static item => !item.StoreFailed) : items;
        if (asked.Count > 0 && Breaker.TryPass())
        {
            foreach (var item in asked)
                item.Codec.BeginRead();
            var chunks = new List<Task<Exception?>>();
            for (var first = 0; first < asked.Count; first += KeysPerCommand)
                chunks.Add(ReadChunkAsync(asked.GetRange(first, Math.Min(KeysPerCommand, asked.Count - first)), cancellationToken));
            var failures = await Task.WhenAll(chunks).ConfigureAwait(false);
            if (Array.TrueForAll(failures, static failure => failure is null))
                Breaker.Succeeded();

            // Commands that are lost together are one failure.
            var isFirst = true;
            foreach (var failure in failures.OfType<Exception>())
            {
                NoteFailure(method, "get", failure, isRead: true, isFirst);
                isFirst = false;
            }
        }
        else
        {
            foreach (var item in asked)
                item.StoreFailed = true;
        }

        var missing = new List<BatchItem<TId, TValue>>();
        foreach (var item in items)
        {
            if (item.IsHit)
            {
                KvMetrics.Hit(method);
                continue;
            }

            KvMetrics.Miss(method);
            missing.Add(item);
        }

        return missing;
    }

    // The values, and behind them the stamps of their tags, each once. Returns a failure that concerns some keys or all.
    private async Task<Exception?> ReadChunkAsync<TId, TValue>(List<BatchItem<TId, TValue>> chunk, CancellationToken cancellationToken)
    {
        var keys = new List<ReadOnlyMemory<byte>>(chunk.Count);
        foreach (var item in chunk)
            keys.Add(item.Key);
        var places = new Dictionary<byte[], int>(ByteArrayComparer.Instance);
        foreach (var item in chunk)
        {
            foreach (var tag in item.Codec.Tags?.Keys ?? [])
            {
                if (places.TryAdd(tag, keys.Count))
                    keys.Add(tag);
            }
        }

        KeyRead[] reads;
        try
        {
            reads = await InvokeAsync(keys, static (client, keys, ct) => client.ReadManyCoreAsync(keys, ct), cancellationToken, operation: nameof(MGetAsync)).ConfigureAwait(false);
        }
        catch (KvException e)
        {
            foreach (var item in chunk)
                item.StoreFailed = true;
            return e;
        }

        for (var i = 0; i < chunk.Count; i++)
        {
            var stamps = chunk[i].Codec.Tags is { } tags ? Array.ConvertAll(tags.Keys, tag => reads[places[tag]]) : [];
            chunk[i].Take(reads[i], stamps);
        }

        return Array.Find(reads, static read => read.Failure is not null).Failure;
    }
}
