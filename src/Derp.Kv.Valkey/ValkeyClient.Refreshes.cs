using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// One script per step; RefreshScripts documents each.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<RefreshResult> GetOrRefreshCoreAsync(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark,
        CancellationToken cancellationToken)
    {
        var reply = await RunAsync(
            RefreshScripts.GetOrLease,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [token.ToArray(), Argument.Of(lease), Argument.Of(mark ? 1 : 0), Argument.Of(seen), Argument.Of(staleIfError)],
            cancellationToken).ConfigureAwait(false);
        var items = Reply.Items(reply, atLeast: 1);
        return RefreshReply.Read(Reply.Number(items[0]), i => Reply.Bytes(Reply.Items(items, i + 1)[i]), i => Reply.Number(Reply.Items(items, i + 1)[i]));
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(
            RefreshScripts.Renew,
            [Argument.Of(leaseKey), Argument.Of(key)],
            [token.ToArray(), Argument.Of(lease), Argument.Of(staleIfError)],
            cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(
            RefreshScripts.Commit,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [token.ToArray(), Argument.Of(value), Argument.Of(ttl), Argument.Of(fresh), NoticeChannel],
            cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken) =>
        RefreshReply.PauseOf(Reply.Number(await RunAsync(
            RefreshScripts.Fail,
            [Argument.Of(key), Argument.Of(leaseKey)],
            [token.ToArray(), Argument.Of(staleIfError), Argument.Of(share), NoticeChannel],
            cancellationToken).ConfigureAwait(false)));
}
