using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// SET … NX GET is one command; the comparisons are scripts, because only later servers have commands for them.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var reply = await Reply(
            database.StringSetAndGetAsync(Key(key, cancellationToken), Value(value, cancellationToken), ttl, keepTtl: false, When.NotExists, OnPrimary),
            cancellationToken).ConfigureAwait(false);
        return (byte[]?)reply;
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        IsOneAsync(
            CompareScripts.Set,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken), Value(value, cancellationToken), ttl is { } life ? Milliseconds(life) : RedisValue.EmptyString],
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken) =>
        IsOneAsync(
            CompareScripts.Delete,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken)],
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken) =>
        IsOneAsync(
            CompareScripts.Expire,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken), Milliseconds(ttl)],
            cancellationToken);
}
