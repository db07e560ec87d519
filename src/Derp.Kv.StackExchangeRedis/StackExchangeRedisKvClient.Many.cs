using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Many keys, one round trip: one command, or one pipeline where the command could not carry the lifetime.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var values = await Reply(database.StringGetAsync(Keys(keys, cancellationToken)), cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, static value => (byte[]?)value);
    }

    /// <inheritdoc/>
    protected override async ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.KeyDeleteAsync(Keys(keys, cancellationToken)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var pairs = new KeyValuePair<RedisKey, RedisValue>[items.Count];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(Key(items[i].Key, cancellationToken), Value(items[i].Value, cancellationToken));

        if (ttl is null)
        {
            await Reply(database.StringSetAsync(pairs), cancellationToken).ConfigureAwait(false);
            return;
        }

        // A batch keeps the order, on which a key that repeats depends.
        var batch = database.CreateBatch();
        var replies = Array.ConvertAll(pairs, pair => batch.StringSetAsync(pair.Key, pair.Value, ExpirationOf(ttl)));
        batch.Execute();
        var all = Task.WhenAll(replies);
        try
        {
            await Reply(all, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (all.IsFaulted && replies.Any(static reply => reply.IsCompletedSuccessfully))
        {
            throw ErrorMapping.Map(e) is KvUnavailableException { OutcomeUnknown: false } mapped
                ? new KvUnavailableException(mapped.Message + " Some of the values were written.", outcomeUnknown: true, mapped.InnerException)
                : ErrorMapping.Map(e);
        }
    }

    private RedisKey[] Keys(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var owned = new RedisKey[keys.Count];
        for (var i = 0; i < owned.Length; i++)
            owned[i] = Key(keys[i], cancellationToken);
        return owned;
    }
}
