using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// SET … NX GET is one command; the comparisons are scripts, because the commands for them came in later servers.
public sealed partial class StackExchangeRedisKvClient
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(80);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var reply = await Reply(
            database.ExecuteAsync("SET", [Key(key, cancellationToken), Value(value, cancellationToken), "NX", "GET", "PX", Milliseconds(ttl)], OnPrimary),
            cancellationToken).ConfigureAwait(false);
        return (byte[]?)reply;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        await IsOneAsync(
            CompareScripts.Set,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken), Value(value, cancellationToken), ttl is { } life ? Milliseconds(life) : RedisValue.EmptyString],
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken) =>
        await IsOneAsync(
            CompareScripts.Delete,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken)],
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken) =>
        await IsOneAsync(
            CompareScripts.Expire,
            [Key(key, cancellationToken)],
            [Value(expected, cancellationToken), Milliseconds(ttl)],
            cancellationToken).ConfigureAwait(false);

    // By its digest; a server that does not know the script did nothing and gets its text.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var started = Options.TimeProvider.GetTimestamp();
        for (var pause = s_firstPause; ; pause = pause < s_longestPause ? pause * 2 : pause)
        {
            try
            {
                return await Reply(database.ScriptEvaluateAsync(script, keys, arguments, OnPrimary), cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (
                ServerErrors.CodeOf(e.Message) == "TRYAGAIN" && Options.TimeProvider.GetElapsedTime(started) < Options.OperationTimeout)
            {
                // The slot is on its way to another node, and neither of the two has both keys. Nothing was executed.
            }
            catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "NOSCRIPT")
            {
                // The library sends the text once, and the digest again where another call has done so meanwhile: a server
                // that goes on forgetting refuses that too. The text itself it cannot refuse.
                object[] command = [script, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
                return await Reply(database.ExecuteAsync("EVAL", command, OnPrimary), cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(pause, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> IsOneAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        (long)await RunAsync(script, keys, arguments, cancellationToken).ConfigureAwait(false) == 1;
}
