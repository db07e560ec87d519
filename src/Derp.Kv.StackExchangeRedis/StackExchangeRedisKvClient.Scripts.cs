using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// A script is sent as its text once, and from then on as its digest. Given the text, the library would find the digest by
// hashing the whole text at each call.
public sealed partial class StackExchangeRedisKvClient
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(80);

    // Permissions are granted again, but not often.
    private static readonly TimeSpan s_textsAfterRefusal = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Script, bool> _sent = new();
    private long _digestsRefusedAt; // 0: never.

    // If the server does not know the digest (another node of a cluster, or after a restart), or the user may send only texts,
    // nothing was executed, and the text is sent.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> RunAsync<TState, TResult>(
        Script script,
        RedisKey[] keys,
        RedisValue[] arguments,
        TState state,
        Func<TState, RedisResult, TResult> read,
        CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var asText = !_sent.ContainsKey(script) || AreDigestsRefused();
        var (pause, firstPause) = (s_firstPause, 0L);
        while (true)
        {
            try
            {
                var reply = asText
                    ? database.ExecuteAsync("EVAL", AsText(script, keys, arguments), OnPrimary)
                    : database.ScriptEvaluateAsync(script.Digest, keys, arguments, OnPrimary);
                var answer = await Reply(reply, cancellationToken).ConfigureAwait(false);
                if (asText)
                    _sent.TryAdd(script, true);
                return read(state, answer);
            }
            catch (RedisServerException e) when (!asText && ServerErrors.CodeOf(e.Message) == "NOSCRIPT")
            {
                asText = true;
                continue;
            }
            catch (RedisServerException e) when (!asText && IsDigestForbidden(e))
            {
                Volatile.Write(ref _digestsRefusedAt, Options.TimeProvider.GetTimestamp());
                asText = true;
                continue;
            }
            catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "TRYAGAIN")
            {
                // The slot is on its way to another node, and neither of the two has both keys. Nothing was executed.
                var now = Options.TimeProvider.GetTimestamp();
                if (firstPause == 0)
                    firstPause = now;
                if (Options.TimeProvider.GetElapsedTime(firstPause, now) >= Options.OperationTimeout)
                    throw;
            }

            await Task.Delay(pause, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (pause < s_longestPause)
                pause *= 2;
        }
    }

    private ValueTask<bool> IsOneAsync(Script script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        RunAsync(script, keys, arguments, static reply => (long)reply == 1, cancellationToken);

    private ValueTask<TResult> RunAsync<TResult>(Script script, RedisKey[] keys, RedisValue[] arguments, Func<RedisResult, TResult> read, CancellationToken cancellationToken) =>
        RunAsync(script, keys, arguments, read, static (read, reply) => read(reply), cancellationToken);

    // The user may not send digests; this does not mean the script's commands or its key.
    private static bool IsDigestForbidden(RedisServerException refusal) =>
        ServerErrors.CodeOf(refusal.Message) == "NOPERM" && refusal.Message.Contains("'evalsha'", StringComparison.OrdinalIgnoreCase);

    private bool AreDigestsRefused() =>
        Volatile.Read(ref _digestsRefusedAt) is not 0 and var refused && Options.TimeProvider.GetElapsedTime(refused) < s_textsAfterRefusal;

    private static object[] AsText(Script script, RedisKey[] keys, RedisValue[] arguments) =>
        [script.Text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
}
