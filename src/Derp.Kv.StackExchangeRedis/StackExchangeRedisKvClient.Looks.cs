using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// For the live page.
public sealed partial class StackExchangeRedisKvClient
{
    internal override async ValueTask<bool> SubscribeToLooksCoreAsync(Action onLook, CancellationToken cancellationToken)
    {
        await SubscribeAsync(LookChannel, _ => onLook(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal override async ValueTask<bool> PublishLookCoreAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Reply(database.PublishAsync(RedisChannel.Literal(LookChannel), RedisValue.EmptyString), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
