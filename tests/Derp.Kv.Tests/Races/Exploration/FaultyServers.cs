using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

// What a backend could get wrong, one mistake each. They show that the exploration can fail.

internal sealed class CommitsWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<bool> CommitLeaseAsync(LeaseToken token, byte[] value, TimeSpan ttl)
    {
        await Store.SetAsync(Key, value, ttl);
        await base.ReleaseLeaseAsync(token);
        return true;
    }
}

internal sealed class ReleasesWithoutComparing(byte[] key) : Server(key)
{
    public override ValueTask<bool> ReleaseLeaseAsync(LeaseToken token) => Store.DeleteAsync(LeaseKey.Of(Key));
}

internal sealed class RenewsWithoutComparing(byte[] key) : Server(key)
{
    public override ValueTask<bool> RenewLeaseAsync(LeaseToken token, TimeSpan lease) => Store.ExpireAsync(LeaseKey.Of(Key), lease);
}

internal sealed class AcquiresWithoutReading(byte[] key) : Server(key)
{
    public override async ValueTask<LeaseResult> GetOrLeaseAsync(LeaseToken token, TimeSpan lease, bool mark)
    {
        if (await Store.GetAsync(Key) is null)
            return await base.GetOrLeaseAsync(token, lease, mark);
        return await Store.SetNxAsync(LeaseKey.Of(Key), token.ToArray(), lease) ? LeaseResult.Granted() : LeaseResult.Held(lease);
    }
}

internal sealed class GrantsLeasesThatNeverEnd(byte[] key) : Server(key)
{
    public override async ValueTask<LeaseResult> GetOrLeaseAsync(LeaseToken token, TimeSpan lease, bool mark)
    {
        var answer = await base.GetOrLeaseAsync(token, lease, mark);
        if (answer.IsGranted)
            await Store.SetAsync(LeaseKey.Of(Key), token.ToArray());
        return answer;
    }
}

internal sealed class InvalidatesValuesOnly(byte[] key) : Server(key)
{
    public override ValueTask<bool> InvalidateAsync() => Store.DeleteAsync(Key);
}

internal sealed class ListsNoLeases(byte[] key) : Server(key)
{
    public override ValueTask<byte[][]> ScanLeasesAsync() => new([]);
}

internal sealed class ClaimsOverAnother(byte[] key) : Server(key)
{
    public override async ValueTask<byte[]?> SetNxGetAsync(byte[] value, TimeSpan ttl)
    {
        var standing = await Store.GetAsync(Key);
        if (standing is not null && IdempotencyRecord.TryParse(standing, out var record) && record.State != IdempotencyState.InProgress)
            return standing;
        await Store.SetAsync(Key, value, ttl);
        return null;
    }
}

internal sealed class ClaimsForEver(byte[] key) : Server(key)
{
    public override async ValueTask<byte[]?> SetNxGetAsync(byte[] value, TimeSpan ttl) => await Store.SetNxAsync(Key, value) ? null : await Store.GetAsync(Key);
}

internal sealed class CompletesWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<bool> CompareAndSetAsync(byte[] expected, byte[] value, TimeSpan? ttl)
    {
        await Store.SetAsync(Key, value, ttl);
        return true;
    }
}

internal sealed class DeletesWithoutComparing(byte[] key) : Server(key)
{
    public override ValueTask<bool> CompareAndDeleteAsync(byte[] expected) => Store.DeleteAsync(Key);
}
