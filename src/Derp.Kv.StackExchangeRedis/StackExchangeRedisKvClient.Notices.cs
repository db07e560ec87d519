using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Published by the lease scripts, received on a connection that the library opens for the first subscription, and subscribes
// again after each reconnection. Messages that are published meanwhile are lost: waiting calls also poll, and near caches are told.
public sealed partial class StackExchangeRedisKvClient
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentQueue<Action<IConnectionMultiplexer>> _unsubscriptions = new();

    /// <inheritdoc/>
    protected override async ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        await SubscribeAsync(NoticeChannel, onNotice, cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal override async ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken)
    {
        var multiplexer = await SubscribeAsync(NearChannel, onNotice, cancellationToken).ConfigureAwait(false);
        EventHandler<ConnectionFailedEventArgs> onChange = (_, _) => onGap();
        multiplexer.ConnectionFailed += onChange;
        multiplexer.ConnectionRestored += onChange;
        _unsubscriptions.Enqueue(multiplexer =>
        {
            multiplexer.ConnectionFailed -= onChange;
            multiplexer.ConnectionRestored -= onChange;
        });
        return true;
    }

    internal override async ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Reply(database.PublishAsync(RedisChannel.Literal(NearChannel), notice), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<IConnectionMultiplexer> SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var channel = RedisChannel.Literal(name);
        var subscriber = database.Multiplexer.GetSubscriber();
        Action<RedisChannel, RedisValue> handler = (_, message) => onMessage((byte[])message!);
        var began = Options.TimeProvider.GetTimestamp();
        while (true)
        {
            // As a rule the first attempt fails: without an exception that is thrown and caught, which takes a starting process some milliseconds.
            var subscribed = subscriber.SubscribeAsync(channel, handler);
            Replies.ObserveFault(subscribed);
            var attempt = subscribed.WaitAsync(Options.OperationTimeout, Options.TimeProvider, cancellationToken);
            await attempt.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attempt.IsCompletedSuccessfully)
            {
                _unsubscriptions.Enqueue(multiplexer => multiplexer.GetSubscriber().Unsubscribe(channel, handler, CommandFlags.FireAndForget));
                return database.Multiplexer;
            }

            await subscriber.UnsubscribeAsync(channel, handler, CommandFlags.FireAndForget).ConfigureAwait(false);
            if (!IsOpening(attempt.Exception?.InnerException) || Options.TimeProvider.GetElapsedTime(began) >= Options.OperationTimeout)
                await attempt.ConfigureAwait(false);
            await Task.Delay(s_betweenAttempts, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // The first subscription begins to open its connection, and fails at once because that is not open.
    private static bool IsOpening(Exception? exception) => exception is RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog };

    // A connection of the application's outlives this client, and would keep it in memory.
    private async ValueTask UnsubscribeAsync()
    {
        if (_connection.IsOwned || _unsubscriptions.IsEmpty)
            return;

        try
        {
            var database = await _connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            while (_unsubscriptions.TryDequeue(out var unsubscribe))
                unsubscribe(database.Multiplexer);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // The connection has ended, and the subscription with it.
        }
    }
}
