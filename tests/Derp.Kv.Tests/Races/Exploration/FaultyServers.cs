using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

// What a backend could get wrong, one mistake each. They show that the exploration can fail.

internal sealed class CommitsWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<bool> CommitLeaseAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl)
    {
        await Store.SetAsync(key, value, ttl);
        await base.ReleaseLeaseAsync(key, token);
        return true;
    }
}

internal sealed class ReleasesWithoutComparing(byte[] key) : Server(key)
{
    public override ValueTask<bool> ReleaseLeaseAsync(byte[] key, LeaseToken token) => Store.DeleteAsync(LeaseKey.Of(key));
}

internal sealed class RenewsWithoutComparing(byte[] key) : Server(key)
{
    public override ValueTask<bool> RenewLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease) => Store.ExpireAsync(LeaseKey.Of(key), lease);
}

internal sealed class AcquiresWithoutReading(byte[] key) : Server(key)
{
    public override async ValueTask<LeaseResult> GetOrLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease, bool mark)
    {
        if (await Store.GetAsync(key) is null)
            return await base.GetOrLeaseAsync(key, token, lease, mark);
        return await Store.SetNxAsync(LeaseKey.Of(key), token.ToArray(), lease) ? LeaseResult.Granted() : LeaseResult.Held(lease);
    }
}

internal sealed class GrantsLeasesThatNeverEnd(byte[] key) : Server(key)
{
    public override async ValueTask<LeaseResult> GetOrLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease, bool mark)
    {
        var answer = await base.GetOrLeaseAsync(key, token, lease, mark);
        if (answer.IsGranted)
            await Store.SetAsync(LeaseKey.Of(key), token.ToArray());
        return answer;
    }
}

internal sealed class InvalidatesValuesOnly(byte[] key) : Server(key)
{
    public override ValueTask<bool> InvalidateAsync(byte[] key) => Store.DeleteAsync(key);
}

internal sealed class ListsNoLeases(byte[] key) : Server(key)
{
    public override ValueTask<byte[][]> ScanLeasesAsync() => new([]);
}

internal sealed class MakesOneStamp(params byte[][] keys) : Server(keys)
{
    public override ValueTask<byte[]> TakeStampAsync(byte[] tag, byte[] stamp, TimeSpan life) => base.TakeStampAsync(tag, "the same"u8.ToArray(), life);
}

internal sealed class ClaimsOverAnother(byte[] key) : Server(key)
{
    public override async ValueTask<byte[]?> SetNxGetAsync(byte[] key, byte[] value, TimeSpan ttl)
    {
        var standing = await Store.GetAsync(key);
        if (standing is not null && IdempotencyRecord.TryParse(standing, out var record) && record.State != IdempotencyState.InProgress)
            return standing;
        await Store.SetAsync(key, value, ttl);
        return null;
    }
}

internal sealed class ClaimsForEver(byte[] key) : Server(key)
{
    public override async ValueTask<byte[]?> SetNxGetAsync(byte[] key, byte[] value, TimeSpan ttl) => await Store.SetNxAsync(key, value) ? null : await Store.GetAsync(key);
}

internal sealed class ClaimsOverWhatItWaitsFor(byte[] key) : Server(key)
{
    public override async ValueTask<ClaimAnswer> ClaimOrWaitAsync(byte[] key, byte[] record, TimeSpan life, bool mark)
    {
        await Store.SetAsync(key, record, life);
        return default;
    }
}

internal sealed class CompletesWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<ClaimEnd> CompleteClaimAsync(byte[] key, byte[] record, byte[] completed, TimeSpan life)
    {
        await Store.SetAsync(key, completed, life);
        return ClaimEnd.Ended;
    }
}

internal sealed class DeletesWithoutComparing(byte[] key) : Server(key)
{
    public override async ValueTask<ClaimEnd> ReleaseClaimAsync(byte[] key, byte[] record) => await Store.DeleteAsync(key) ? ClaimEnd.Ended : ClaimEnd.NotOwned;
}
