using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

// The steps of a large value's commit: it is staged under a key of its owner's, and renamed by the script that compares the lease.
internal partial class Server
{
    /// <summary>How long a staged value stays at most.</summary>
    public static readonly TimeSpan StagedFor = TimeSpan.FromSeconds(2);

    private readonly List<byte[]> _staged = [];

    /// <summary>What is left of every value that was staged: null where it does not end.</summary>
    public IEnumerable<TimeSpan?> StagedLeft
    {
        get
        {
            foreach (var key in _staged)
            {
                if (Await(Store.ExistsAsync(key)))
                    yield return Await(Store.TtlAsync(key));
            }
        }
    }

    public virtual async ValueTask<bool> StageAsync(byte[] key, LeaseToken token, byte[] value)
    {
        var staging = StagingOf(key, token);
        _staged.Add(staging);
        await Store.SetAsync(staging, value, StagedFor);
        return true;
    }

    /// <summary>Drops what is staged, as a server does that needs the memory.</summary>
    public void EvictStaged()
    {
        foreach (var key in _staged)
            Evict(key);
    }

    public ValueTask<long> CommitStagedAsync(byte[] key, LeaseToken token, TimeSpan ttl) =>
        CommitStagedAsync(key, token, value => CommitLeaseAsync(key, token, value, ttl));

    public ValueTask<long> CommitStagedRefreshAsync(byte[] key, LeaseToken token, TimeSpan ttl, TimeSpan fresh) =>
        CommitStagedAsync(key, token, value => CommitRefreshAsync(key, token, value, ttl, fresh));

    protected virtual byte[] StagingOf(byte[] key, LeaseToken token) => LeaseKey.StagingOf(LeaseKey.Of(key), token);

    protected virtual async ValueTask<bool> MayCommitAsync(byte[] key, LeaseToken token) =>
        await Store.GetAsync(LeaseKey.Of(key)) is { } lease && lease.AsSpan().StartsWith(token.ToArray());

    private async ValueTask<long> CommitStagedAsync(byte[] key, LeaseToken token, Func<byte[], ValueTask<bool>> commit)
    {
        var staging = StagingOf(key, token);
        if (!await MayCommitAsync(key, token))
        {
            await Store.DeleteAsync(staging);
            return (long)StagedOutcome.LeaseLost;
        }

        if (await Store.GetAsync(staging) is not { } value)
            return (long)StagedOutcome.NothingStaged;
        await Store.DeleteAsync(staging);
        return (long)(await commit(value) ? StagedOutcome.Stored : StagedOutcome.LeaseLost);
    }
}
