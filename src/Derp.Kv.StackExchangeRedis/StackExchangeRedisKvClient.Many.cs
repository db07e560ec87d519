using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Batches;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Many keys, one round trip: one command, or one pipeline if a command cannot set the expiry or reach all slots.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var owned = Keys(keys, cancellationToken);
        var values = _connection.IsCluster(database)
            ? await Reply(Task.WhenAll(Pipeline(database, owned, static (batch, key) => batch.StringGetAsync(key, OnPrimary))), cancellationToken).ConfigureAwait(false)
            : await Reply(database.StringGetAsync(owned, OnPrimary), cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, static value => (byte[]?)value);
    }

    // A batch of the library fails as a whole if one of its servers is away.
    internal override async ValueTask<KeyRead[]> ReadManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        _connection.IsCluster(await _connection.OpenAsync(cancellationToken).ConfigureAwait(false))
            ? await ReadApartAsync(keys, cancellationToken).ConfigureAwait(false)
            : await base.ReadManyCoreAsync(keys, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var owned = Keys(keys, cancellationToken);
        if (!_connection.IsCluster(database))
            return await Reply(database.KeyDeleteAsync(owned, OnPrimary), cancellationToken).ConfigureAwait(false);

        var deleted = await AllAsync(Pipeline(database, owned, static (batch, key) => batch.KeyDeleteAsync(key, OnPrimary)), cancellationToken).ConfigureAwait(false);
        return deleted.LongCount(static wasThere => wasThere);
    }

    /// <inheritdoc/>
    protected override async ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var isCluster = _connection.IsCluster(database);
        var pairs = Pairs(items, onlyLast: isCluster, cancellationToken);
        if (ttl is null && !isCluster)
        {
            await Reply(database.StringSetAsync(pairs, flags: OnPrimary), cancellationToken).ConfigureAwait(false);
            return;
        }

        var expiration = ExpirationOf(ttl);
        await AllAsync(
            Pipeline(database, pairs, (batch, pair) => batch.StringSetAsync(pair.Key, pair.Value, expiration, flags: OnPrimary)),
            cancellationToken).ConfigureAwait(false);
    }

    // A batch keeps the order on each server, which matters if a key repeats.
    private static Task<TReply>[] Pipeline<TItem, TReply>(IDatabase database, TItem[] items, Func<IBatch, TItem, Task<TReply>> send)
    {
        var batch = database.CreateBatch();
        var replies = Array.ConvertAll(items, item => send(batch, item));
        try
        {
            batch.Execute();
        }
        catch
        {
            foreach (var reply in replies)
                Replies.ObserveFault(reply);
            throw;
        }

        return replies;
    }

    /// <summary>The replies of writes. They fail as a whole: if some were executed, the outcome is unknown.</summary>
    private async ValueTask<T[]> AllAsync<T>(Task<T>[] replies, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(replies);
        try
        {
            return await Reply(all, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (all.IsFaulted)
        {
            var failures = all.Exception.InnerExceptions.Select(ErrorMapping.Map).ToArray();
            var worst = failures.FirstOrDefault(static failure => failure is KvUnavailableException { OutcomeUnknown: true }) ?? failures[0];
            throw worst is KvUnavailableException { OutcomeUnknown: false } && replies.Any(static reply => reply.IsCompletedSuccessfully)
                ? new KvUnavailableException(worst.Message + " Some of the keys were written.", outcomeUnknown: true, worst.InnerException)
                : worst;
        }
    }

    private RedisKey[] Keys(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var owned = new RedisKey[keys.Count];
        for (var i = 0; i < owned.Length; i++)
            owned[i] = Key(keys[i], cancellationToken);
        return owned;
    }

    // Commands to a slot that is moving can overtake each other, so only the last command of a repeated key is sent.
    private KeyValuePair<RedisKey, RedisValue>[] Pairs(
        IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, bool onlyLast, CancellationToken cancellationToken)
    {
        var pairs = new List<KeyValuePair<RedisKey, RedisValue>>(items.Count);
        var seen = onlyLast && items.Count > 1 ? new HashSet<byte[]>(ByteArrayComparer.Instance) : null;
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var key = Owned(items[i].Key, cancellationToken);
            if (seen is null || seen.Add(key))
                pairs.Add(new(key, Value(items[i].Value, cancellationToken)));
        }

        pairs.Reverse();
        return [.. pairs];
    }
}
