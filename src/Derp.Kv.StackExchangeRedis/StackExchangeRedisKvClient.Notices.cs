using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Published by the lease scripts, received on a connection that the library opens for the first subscription, and subscribes
// again after each reconnection. Messages that are published meanwhile are lost; waiting calls also poll.
public sealed partial class StackExchangeRedisKvClient
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<Action<RedisChannel, RedisValue>> _subscriptions = new();

    private RedisChannel Channel => RedisChannel.Literal(NoticeChannel);

    /// <inheritdoc/>
    protected override async ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var subscriber = database.Multiplexer.GetSubscriber();
        Action<RedisChannel, RedisValue> handler = (_, key) => onNotice((byte[])key!);
        var began = Options.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                var subscribed = subscriber.SubscribeAsync(Channel, handler);
                Replies.ObserveFault(subscribed);
                await subscribed.WaitAsync(Options.OperationTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
                _subscriptions.Enqueue(handler);
                return true;
            }
            catch (Exception e)
            {
                await subscriber.UnsubscribeAsync(Channel, handler, CommandFlags.FireAndForget).ConfigureAwait(false);
                if (!IsOpening(e) || Options.TimeProvider.GetElapsedTime(began) >= Options.OperationTimeout)
                    throw;
            }

            await Task.Delay(s_betweenAttempts, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // The first subscription begins to open its connection, and fails at once because that is not open.
    private static bool IsOpening(Exception exception) => exception is RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog };

    // A connection of the application's outlives this client, and would keep it in memory.
    private async ValueTask UnsubscribeAsync()
    {
        if (_connection.IsOwned || _subscriptions.IsEmpty)
            return;

        try
        {
            var database = await _connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            while (_subscriptions.TryDequeue(out var handler))
                await database.Multiplexer.GetSubscriber().UnsubscribeAsync(Channel, handler, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // The connection has ended, and the subscription with it.
        }
    }
}
