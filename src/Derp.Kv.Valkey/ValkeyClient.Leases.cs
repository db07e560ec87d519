using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// One script per step; LeaseScripts documents each.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken)
    {
        var owner = token.ToArray();
        var reply = await RunAsync(
            LeaseScripts.GetOrLease,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [owner, [.. owner, 0], Argument.Of(lease), Argument.Of(mark ? 1 : 0)],
            cancellationToken).ConfigureAwait(false);
        return reply switch
        {
            0L => LeaseResult.Granted(),
            < 0L => LeaseResult.Settling(),
            long left => LeaseResult.Held(TimeSpan.FromMilliseconds(left)),
            _ => LeaseResult.Found(Reply.Bytes(reply) ?? throw Reply.NotUnderstood()),
        };
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(LeaseScripts.Renew, [Argument.Of(leaseKey)], [token.ToArray(), Argument.Of(lease)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(
            LeaseScripts.Commit,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [token.ToArray(), Argument.Of(value), Argument.Of(ttl), NoticeChannel],
            cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(LeaseScripts.Release, [Argument.Of(key), Argument.Of(leaseKey)], [token.ToArray(), NoticeChannel], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(
            LeaseScripts.Invalidate,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [NoticeChannel, NearChannel, NearNoticeOf(key.Span), Argument.Of(settle ?? TimeSpan.Zero)],
            cancellationToken).ConfigureAwait(false));

    internal override async ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        await RunAsync(
            LeaseScripts.Replace,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [Argument.Of(value), Argument.Of(ttl), NoticeChannel, NearChannel, NearNoticeOf(key.Span)],
            cancellationToken).ConfigureAwait(false);
}
