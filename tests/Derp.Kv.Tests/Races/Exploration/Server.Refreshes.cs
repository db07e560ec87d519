using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Tests.Races.Exploration;

// The steps of a renewal.
internal partial class Server
{
    public virtual ValueTask<RefreshResult> GetOrRefreshAsync(byte[] key, LeaseToken token, TimeSpan lease, byte[] seen, TimeSpan staleIfError, bool mark) =>
        Store.GetOrRefreshAsync(key, token, lease, seen, staleIfError, mark);

    public virtual ValueTask<bool> RenewRefreshAsync(byte[] key, LeaseToken token, TimeSpan lease, TimeSpan staleIfError) => Store.RenewRefreshAsync(key, token, lease, staleIfError);

    public virtual ValueTask<bool> CommitRefreshAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl, TimeSpan fresh) => Store.CommitRefreshAsync(key, token, value, ttl, fresh);

    public virtual ValueTask<TimeSpan?> FailRefreshAsync(byte[] key, LeaseToken token, TimeSpan staleIfError) => Store.FailRefreshAsync(key, token, staleIfError);
}
