using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// One script per step; RefreshScripts documents each.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<RefreshResult> GetOrRefreshCoreAsync(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark,
        CancellationToken cancellationToken) =>
        RunAsync(
            RefreshScripts.GetOrLease,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [token.ToArray(), Milliseconds(lease), mark, Value(seen, cancellationToken), Milliseconds(staleIfError)],
            static reply => RefreshReply.Read((long)reply[0], i => (byte[]?)reply[i], i => (long)reply[i]),
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken) =>
        IsOneAsync(
            RefreshScripts.Renew,
            [Key(leaseKey, cancellationToken), Key(key, cancellationToken)],
            [token.ToArray(), Milliseconds(lease), Milliseconds(staleIfError)],
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken) =>
        IsStaged(value)
            ? CommitStagedAsync((RefreshScripts.CommitStaged, RefreshScripts.Commit), key, leaseKey, token, value, [Milliseconds(ttl), Milliseconds(fresh), _publishedChannel], cancellationToken)
            : IsOneAsync(
                RefreshScripts.Commit,
                [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
                [token.ToArray(), Value(value, cancellationToken), Milliseconds(ttl), Milliseconds(fresh), _publishedChannel],
                cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken) =>
        RunAsync(
            RefreshScripts.Fail,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [token.ToArray(), Milliseconds(staleIfError), share, _publishedChannel],
            static reply => RefreshReply.PauseOf((long)reply),
            cancellationToken);
}
