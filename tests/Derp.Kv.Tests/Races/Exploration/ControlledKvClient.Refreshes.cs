using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Tests.Races.Exploration;

// The steps of a renewal.
internal sealed partial class ControlledKvClient
{
    protected override ValueTask<RefreshResult> GetOrRefreshCoreAsync(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark,
        CancellationToken cancellationToken)
    {
        var head = seen.ToArray();
        return PassAsync(mark ? "GetOrRefresh with mark" : "GetOrRefresh", key, token.ToArray(), (server, key) => server.GetOrRefreshAsync(key, token, lease, head, staleIfError, mark), cancellationToken);
    }

    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken) =>
        PassAsync("RenewRefresh", key, token.ToArray(), (server, key) => server.RenewRefreshAsync(key, token, lease, staleIfError), cancellationToken);

    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        if (!StagesValues)
            return PassAsync("CommitRefresh", key, token.ToArray(), (server, key) => server.CommitRefreshAsync(key, token, copy, ttl, fresh), cancellationToken);
        var owned = key.ToArray();
        return CommitStagedAsync("CommitRefresh", owned, token, copy, server => server.CommitStagedRefreshAsync(owned, token, ttl, fresh), server => server.CommitRefreshAsync(owned, token, copy, ttl, fresh), cancellationToken);
    }

    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken) =>
        PassAsync("FailRefresh", key, token.ToArray(), (server, key) => server.FailRefreshAsync(key, token, staleIfError), cancellationToken);
}
