using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

// The same for the steps of a large value's commit.

internal sealed class RenamesWithoutComparing(byte[] key) : Server(key)
{
    protected override ValueTask<bool> MayCommitAsync(byte[] key, LeaseToken token) => new(true);

    public override async ValueTask<bool> CommitLeaseAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl)
    {
        await Store.SetAsync(key, value, ttl);
        await base.ReleaseLeaseAsync(key, token);
        return true;
    }
}

internal sealed class StagesAllUnderOneName(byte[] key) : Server(key)
{
    protected override byte[] StagingOf(byte[] key, LeaseToken token) => LeaseKey.StagingOf(LeaseKey.Of(key), default);
}

internal sealed class StagesForEver(byte[] key) : Server(key)
{
    public override async ValueTask<bool> StageAsync(byte[] key, LeaseToken token, byte[] value)
    {
        await base.StageAsync(key, token, value);
        await Store.SetAsync(StagingOf(key, token), value);
        return true;
    }
}
