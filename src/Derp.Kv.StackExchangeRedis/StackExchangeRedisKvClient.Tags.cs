using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.StackExchangeRedis;

// One script per step; TagScripts documents each.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken) =>
        RunAsync(
            TagScripts.Take,
            [Key(tag, cancellationToken)],
            [Value(stamp, cancellationToken), Milliseconds(life), 2 * Milliseconds(life)],
            static reply => (byte[]?)reply ?? throw new KvException("The server's answer to a tag is not understood."),
            cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken) =>
        await IsOneAsync(
            TagScripts.Invalidate,
            [Key(tag, cancellationToken)],
            [_publishedNearChannel, NearNoticeOf(tag.Span), Milliseconds(settle ?? TimeSpan.Zero)],
            cancellationToken).ConfigureAwait(false);
}
