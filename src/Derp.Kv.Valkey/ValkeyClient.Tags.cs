using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// One script per step; TagScripts documents each.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken) =>
        Reply.Bytes(await RunAsync(TagScripts.Take, [Argument.Of(tag)], [Argument.Of(stamp), Argument.Of(life), Argument.Of(2 * life)], cancellationToken).ConfigureAwait(false))
        ?? throw Reply.NotUnderstood();

    /// <inheritdoc/>
    protected override async ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken) =>
        await RunAsync(TagScripts.Invalidate, [Argument.Of(tag)], [NearChannel, NearNoticeOf(tag.Span), Argument.Of(settle ?? TimeSpan.Zero)], cancellationToken).ConfigureAwait(false);
}
