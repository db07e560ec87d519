using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// The store that all clients of an interleaving share: each operation takes effect in one step, and whoever listens sees
/// the key before and after it. Faulty servers override what they do wrong.
/// </summary>
#pragma warning disable CA1001 // The store is memory and goes with the interleaving.
internal class Server(byte[] key)
#pragma warning restore CA1001
{
    private readonly byte[] _leaseKey = LeaseKey.Of(key);
    private Explorer? _explorer;
    private MemoryKvClient? _store;

    /// <summary>Hears of each operation that has taken effect.</summary>
    public Action<Effect>? Executed { get; set; }

    protected MemoryKvClient Store => _store!;

    public byte[] Key => key;

    public void Attach(Explorer explorer)
    {
        _explorer = explorer;
        _store = new MemoryKvClient(new KvClientOptions { TimeProvider = explorer.Time });
        explorer.Deadlines = Deadlines;
    }

    /// <summary>Has the store hold a value before anything happens.</summary>
    public void Hold(byte[] value, TimeSpan ttl)
    {
        if (!Await(Store.SetNxAsync(key, value, ttl)))
            throw new InvalidOperationException("The key has a value already.");
    }

    public T Execute<T>(string operation, string actor, byte[]? compared, Func<Server, ValueTask<T>> command)
    {
        var before = Look();
        var answer = Await(command(this));
        Executed?.Invoke(new Effect(operation, actor, compared, before, Look(), answer));
        return answer;
    }

    /// <summary>What stands under the key and its lease, and for how long.</summary>
    public Standing Look() => new(
        Await(Store.GetAsync(key)),
        Await(Store.TtlAsync(key)),
        Await(Store.GetAsync(_leaseKey)),
        Await(Store.TtlAsync(_leaseKey)));

    public virtual ValueTask<byte[]?> GetAsync() => Store.GetAsync(key);

    public virtual ValueTask<LeaseResult> GetOrLeaseAsync(LeaseToken token, TimeSpan lease, bool mark) => Store.GetOrLeaseAsync(key, token, lease, mark);

    public virtual ValueTask<bool> RenewLeaseAsync(LeaseToken token, TimeSpan lease) => Store.RenewLeaseAsync(key, token, lease);

    public virtual ValueTask<bool> CommitLeaseAsync(LeaseToken token, byte[] value, TimeSpan ttl) => Store.CommitLeaseAsync(key, token, value, ttl);

    public virtual ValueTask<bool> ReleaseLeaseAsync(LeaseToken token) => Store.ReleaseLeaseAsync(key, token);

    public virtual ValueTask<bool> InvalidateAsync() => Store.InvalidateAsync(key);

    /// <summary>What a scan for leases comes across when it looks at this key's.</summary>
    public virtual async ValueTask<byte[][]> ScanLeasesAsync() => await Store.ExistsAsync(_leaseKey) ? [_leaseKey] : [];

    /// <summary>What a scan for values comes across when it looks at this key.</summary>
    public virtual async ValueTask<byte[][]> ScanValuesAsync() => await Store.ExistsAsync(key) ? [key] : [];

    public virtual ValueTask<long> DeleteManyAsync() => Store.DeleteManyAsync([key]);

    public virtual ValueTask<byte[]?> SetNxGetAsync(byte[] value, TimeSpan ttl) => Store.SetNxGetAsync(key, value, ttl);

    public virtual ValueTask<bool> SetNxAsync(byte[] value, TimeSpan? ttl) => Store.SetNxAsync(key, value, ttl);

    public virtual ValueTask<bool> CompareAndSetAsync(byte[] expected, byte[] value, TimeSpan? ttl) => Store.CompareAndSetAsync(key, expected, value, ttl);

    public virtual ValueTask<bool> CompareAndDeleteAsync(byte[] expected) => Store.CompareAndDeleteAsync(key, expected);

    public virtual ValueTask<bool> CompareAndExpireAsync(byte[] expected, TimeSpan ttl) => Store.CompareAndExpireAsync(key, expected, ttl);

    public ValueTask<bool> SubscribeToNoticesAsync(Action onNotice) => Store.SubscribeToNoticesAsync(_ => onNotice());

    public ValueTask<bool> SubscribeToNearNoticesAsync(Action<ReadOnlyMemory<byte>> onNotice) => Store.SubscribeToNearNoticesCoreAsync(onNotice, static () => { }, default);

    public ValueTask<bool> PublishNearAsync(byte[] notice) => Store.PublishNearCoreAsync(notice, default);

    public ValueTask<TimeSpan?> TtlAsync() => Store.TtlAsync(key);

    private IEnumerable<long> Deadlines()
    {
        var (now, standing) = (_explorer!.Time.GetTimestamp(), Look());
        if (standing.ValueLeft is { } value)
            yield return now + value.Ticks;
        if (standing.LeaseLeft is { } lease)
            yield return now + lease.Ticks;
    }

    // Memory answers at once.
    private static T Await<T>(ValueTask<T> answer) => answer.IsCompleted ? answer.Result : throw new InvalidOperationException("The store did not answer at once.");
}
