using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// Published by the lease scripts. Messages that are published while the connection is down are lost: waiting calls also poll, and
// near caches are told.
public sealed partial class ValkeyClient
{
    private readonly List<SubscriptionWatch> _watches = [];

    /// <inheritdoc/>
    protected override async ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        await SubscribeAsync(NoticeChannel, onNotice, cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal override async ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken)
    {
        var channel = await SubscribeAsync(NearChannel, onNotice, cancellationToken).ConfigureAwait(false);
        lock (_watches)
            _watches.Add(new SubscriptionWatch(() => channel.IsSubscribedAsync(NearChannel), onGap, Options.TimeProvider));
        return true;
    }

    internal override async ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken)
    {
        await SendAsync([Names.Publish, NearChannel, notice], CommandRoute.Any, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<ICommandChannel> SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage, CancellationToken cancellationToken)
    {
        var deadline = NewDeadline();
        var channel = await _source.OpenAsync(deadline, cancellationToken).ConfigureAwait(false);
        await _gate.RunAsync(
            (channel, name, onMessage),
            static async state =>
            {
                await state.channel.SubscribeAsync(state.name, state.onMessage).ConfigureAwait(false);
                return true;
            },
            deadline,
            cancellationToken).ConfigureAwait(false);
        return channel;
    }

    private void StopWatching()
    {
        lock (_watches)
        {
            foreach (var watch in _watches)
                watch.Dispose();
            _watches.Clear();
        }
    }
}
