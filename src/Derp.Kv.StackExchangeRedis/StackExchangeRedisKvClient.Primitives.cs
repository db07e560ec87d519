using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// One plain command each.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.StringGetAsync(Key(key, cancellationToken), OnPrimary), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Reply(
            database.StringSetAsync(Key(key, cancellationToken), Value(value, cancellationToken), ExpirationOf(ttl), flags: OnPrimary),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(
            database.StringSetAsync(Key(key, cancellationToken), Value(value, cancellationToken), ExpirationOf(ttl), ValueCondition.NotExists, OnPrimary),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.KeyDeleteAsync(Key(key, cancellationToken), OnPrimary), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.KeyExistsAsync(Key(key, cancellationToken), OnPrimary), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var reply = await Reply(database.ExecuteAsync("PTTL", [Key(key, cancellationToken)], OnPrimary), cancellationToken).ConfigureAwait(false);

        // -2: no key; -1: no expiry; 0: its last millisecond.
        return (long)reply is var left and >= 0 ? TimeSpan.FromMilliseconds(Math.Max(1, left)) : null;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.KeyExpireAsync(Key(key, cancellationToken), ttl, flags: OnPrimary), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Reply(database.StringIncrementAsync(Key(key, cancellationToken), flags: OnPrimary), cancellationToken).ConfigureAwait(false);
    }

    private static Expiration ExpirationOf(TimeSpan? ttl) => ttl is { } life ? new Expiration(life) : Expiration.Default;
}
