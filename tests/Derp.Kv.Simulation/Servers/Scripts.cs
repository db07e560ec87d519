using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Simulation;

/// <summary>
/// What the server does for each command: the memory client's core, which the conformance suite holds to the same behaviour as the scripts. What is virtual here
/// a faulty server does wrong.
/// </summary>
#pragma warning disable CA1001 // The store is memory and goes with the run.
internal class Scripts
#pragma warning restore CA1001
{
    public Scripts(KvClientOptions options)
    {
        Store = new MemoryKvClient(options) { Chance = new SimulatedChance(new Dice(0)) };
        Await(Store.SubscribeToNoticesAsync(key => Published?.Invoke(new Notice(isNear: false, key.ToArray()))));
        Await(Store.SubscribeToNearNoticesCoreAsync(notice => Published?.Invoke(new Notice(isNear: true, notice.ToArray())), static () => { }, default));
    }

    public MemoryKvClient Store { get; }

    /// <summary>Hears of each notice that a command causes.</summary>
    public Action<Notice>? Published { get; set; }

    public virtual ValueTask<LeaseResult> GetOrLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease, bool mark) => Store.GetOrLeaseAsync(key, token, lease, mark);

    public virtual ValueTask<bool> RenewLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease) => Store.RenewLeaseAsync(key, token, lease);

    public virtual ValueTask<bool> CommitLeaseAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl) => Store.CommitLeaseAsync(key, token, value, ttl);

    public virtual ValueTask<bool> ReleaseLeaseAsync(byte[] key, LeaseToken token) => Store.ReleaseLeaseAsync(key, token);

    public virtual ValueTask<ClaimEnd> CompleteClaimAsync(byte[] key, byte[] record, byte[] completed, TimeSpan life) => Store.CompleteClaimCoreAsync(key, record, completed, life, default);

    public virtual ValueTask<bool> CompareAndExpireAsync(byte[] key, byte[] expected, TimeSpan ttl) => Store.CompareAndExpireAsync(key, expected, ttl);

    public virtual ValueTask<RateLimitResult> AcquirePermitAsync(byte[] key, PermitRequest request) => Store.AcquirePermitAsync(key, request);

    public virtual ValueTask<PermitGrant> AcquirePermitsUpToAsync(byte[] key, PermitRequest request, long most) => Store.AcquirePermitsUpToCoreAsync(key, request, most, default);

    /// <summary>Memory answers at once.</summary>
    public static T Await<T>(ValueTask<T> answer) => answer.IsCompleted ? answer.Result : throw new InvalidOperationException("The store did not answer at once.");

    /// <summary>The keys that start with these bytes, in order.</summary>
    public byte[][] KeysOf(byte[] prefix)
    {
        byte[][] keys = [.. Store.Store.Keys().Where(key => key.AsSpan().StartsWith(prefix))];
        Array.Sort(keys, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return keys;
    }

    /// <summary>The bytes that stand under a key now; null: none.</summary>
    public byte[]? Look(byte[] key) => Await(Store.GetAsync(key));

    /// <summary>For how long yet; null: for ever, or there are none.</summary>
    public TimeSpan? LeftOf(byte[] key) => Await(Store.TtlAsync(key));
}
