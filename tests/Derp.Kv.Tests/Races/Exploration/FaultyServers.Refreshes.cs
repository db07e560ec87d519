using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Tests.Races.Exploration;

// The same for the steps of a renewal.

internal sealed class CommitsRefreshesWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<bool> CommitRefreshAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl, TimeSpan fresh)
    {
        await Store.SetAsync(key, value, ttl);
        await Store.SetAsync(LeaseKey.Of(key), KeyState.Fresh.ToArray(), fresh);
        return true;
    }
}

internal sealed class FailsWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<TimeSpan?> FailRefreshAsync(byte[] key, LeaseToken token, TimeSpan staleIfError)
    {
        if (await base.FailRefreshAsync(key, token, staleIfError) is { } pause)
            return pause;
        await Store.SetAsync(LeaseKey.Of(key), KeyState.Failed(1, ValueZone.Due), TimeSpan.FromSeconds(2));
        return TimeSpan.FromSeconds(1);
    }
}

internal sealed class ForgetsPauses(byte[] key) : Server(key)
{
    public override async ValueTask<RefreshResult> GetOrRefreshAsync(byte[] key, LeaseToken token, TimeSpan lease, byte[] seen, TimeSpan staleIfError, bool mark)
    {
        var answer = await base.GetOrRefreshAsync(key, token, lease, seen, staleIfError, mark);
        if (answer.Answer != RefreshAnswer.Paused)
            return answer;
        await Store.SetAsync(LeaseKey.Of(key), KeyState.Lease(token, 0, answer.Zone, 1), lease);
        return RefreshResult.Granted(answer.Zone);
    }
}

internal sealed class KeepsNothingPastItsLifetime(byte[] key) : Server(key)
{
    public override ValueTask<RefreshResult> GetOrRefreshAsync(byte[] key, LeaseToken token, TimeSpan lease, byte[] seen, TimeSpan staleIfError, bool mark) =>
        base.GetOrRefreshAsync(key, token, lease, seen, TimeSpan.Zero, mark);
}
