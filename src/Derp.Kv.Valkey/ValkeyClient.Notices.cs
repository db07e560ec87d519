using Derp.Kv.Valkey.Channel;

namespace Derp.Kv.Valkey;

// Published by the lease scripts. Messages that are published while the connection is down are lost; waiting calls also poll.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        var deadline = NewDeadline();
        var channel = await _source.OpenAsync(deadline, cancellationToken).ConfigureAwait(false);
        return await _gate.RunAsync(
            (channel, name: NoticeChannel, onNotice),
            static async state =>
            {
                await state.channel.SubscribeAsync(state.name, state.onNotice).ConfigureAwait(false);
                return true;
            },
            deadline,
            cancellationToken).ConfigureAwait(false);
    }
}
