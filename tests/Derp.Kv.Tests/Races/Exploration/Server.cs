using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// The store that all clients of an interleaving share: each operation takes effect in one step, and whoever listens sees
/// its key before and after it. Faulty servers override what they do wrong.
/// </summary>
/// <param name="keys">Of values, claims and stamps: all that the interleaving is about.</param>
#pragma warning disable CA1001 // The store is memory and goes with the interleaving.
internal partial class Server(params byte[][] keys)
#pragma warning restore CA1001
{
    private Explorer? _explorer;
    private MemoryKvClient? _store;

    /// <summary>Hears of each operation that has taken effect.</summary>
    public Action<Effect>? Executed { get; set; }

    protected MemoryKvClient Store => _store!;

    /// <summary>The first key, where there is only one.</summary>
    public byte[] Key => keys[0];

    /// <summary>Whether it is one of them, and not what stands beside one.</summary>
    public bool Knows(ReadOnlySpan<byte> key)
    {
        foreach (var known in keys)
        {
            if (key.SequenceEqual(known))
                return true;
        }

        return false;
    }

    /// <summary>What a trace calls an operation: with its key where there are several.</summary>
    public string NameOf(string operation, byte[] key) => keys.Length == 1 ? operation : $"{operation} {Encoding.UTF8.GetString(key)}";

    public void Attach(Explorer explorer)
    {
        _explorer = explorer;
        _store = new MemoryKvClient(new KvClientOptions { TimeProvider = explorer.Time }) { Chance = new NoChance() };
        explorer.Deadlines = Deadlines;
    }

    /// <summary>Has the store hold a value of the first key before anything happens.</summary>
    public void Hold(byte[] value, TimeSpan ttl)
    {
        if (!Await(Store.SetNxAsync(Key, value, ttl)))
            throw new InvalidOperationException("The key has a value already.");
    }

    /// <summary>Drops a key, as a server does that needs the memory.</summary>
    public void Evict(byte[] key) => Await(Store.DeleteAsync(key));

    /// <summary>Drops what stands beside a key.</summary>
    public void EvictState(byte[] key) => Await(Store.DeleteAsync(LeaseKey.Of(key)));

    public T Execute<T>(Command command, Func<Server, ValueTask<T>> execute)
    {
        var before = Look(command.Key);
        var answer = Await(execute(this));
        Executed?.Invoke(new Effect(command.Operation, command.Actor, command.Key, command.Compared, before, Look(command.Key), answer));
        return answer;
    }

    /// <summary>What stands under the first key and its lease, and for how long.</summary>
    public Standing Look() => Look(Key);

    /// <summary>What stands under a key and its lease, and for how long.</summary>
    public Standing Look(byte[] key)
    {
        var lease = LeaseKey.Of(key);
        return new(Await(Store.GetAsync(key)), Await(Store.TtlAsync(key)), Await(Store.GetAsync(lease)), Await(Store.TtlAsync(lease)));
    }

    public virtual ValueTask<byte[]?> GetAsync(byte[] key) => Store.GetAsync(key);

    public virtual ValueTask<LeaseResult> GetOrLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease, bool mark) => Store.GetOrLeaseAsync(key, token, lease, mark);

    public virtual ValueTask<bool> RenewLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease) => Store.RenewLeaseAsync(key, token, lease);

    public virtual ValueTask<bool> CommitLeaseAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl) => Store.CommitLeaseAsync(key, token, value, ttl);

    public virtual ValueTask<bool> ReleaseLeaseAsync(byte[] key, LeaseToken token) => Store.ReleaseLeaseAsync(key, token);

    public virtual ValueTask<bool> InvalidateAsync(byte[] key) => Store.InvalidateAsync(key);

    public virtual ValueTask<byte[]> TakeStampAsync(byte[] tag, byte[] stamp, TimeSpan life) => Store.TakeStampAsync(tag, stamp, life);

    public virtual async ValueTask<bool> InvalidateTagAsync(byte[] tag)
    {
        await Store.InvalidateTagAsync(tag);
        return true;
    }

    public virtual ValueTask<IReadOnlyList<byte[]?>> MGetAsync(IReadOnlyList<ReadOnlyMemory<byte>> all) => Store.MGetAsync(all);

    /// <summary>What a scan for leases comes across when it looks at the first key's.</summary>
    public virtual async ValueTask<byte[][]> ScanLeasesAsync() => await Store.ExistsAsync(LeaseKey.Of(Key)) ? [LeaseKey.Of(Key)] : [];

    /// <summary>What a scan for values comes across when it looks at the first key.</summary>
    public virtual async ValueTask<byte[][]> ScanValuesAsync() => await Store.ExistsAsync(Key) ? [Key] : [];

    public virtual ValueTask<long> DeleteManyAsync() => Store.DeleteManyAsync([Key]);

    public virtual ValueTask<byte[]?> SetNxGetAsync(byte[] key, byte[] value, TimeSpan ttl) => Store.SetNxGetAsync(key, value, ttl);

    public virtual ValueTask<bool> SetNxAsync(byte[] key, byte[] value, TimeSpan? ttl) => Store.SetNxAsync(key, value, ttl);

    public virtual ValueTask<bool> CompareAndSetAsync(byte[] key, byte[] expected, byte[] value, TimeSpan? ttl) => Store.CompareAndSetAsync(key, expected, value, ttl);

    public virtual ValueTask<bool> CompareAndDeleteAsync(byte[] key, byte[] expected) => Store.CompareAndDeleteAsync(key, expected);

    public virtual ValueTask<bool> CompareAndExpireAsync(byte[] key, byte[] expected, TimeSpan ttl) => Store.CompareAndExpireAsync(key, expected, ttl);

    public virtual ValueTask<ClaimAnswer> ClaimOrWaitAsync(byte[] key, byte[] record, TimeSpan life, bool mark) => Store.ClaimOrWaitCoreAsync(key, record, life, mark, default);

    public virtual ValueTask<ClaimEnd> CompleteClaimAsync(byte[] key, byte[] record, byte[] completed, TimeSpan life) => Store.CompleteClaimCoreAsync(key, record, completed, life, default);

    public virtual ValueTask<ClaimEnd> ReleaseClaimAsync(byte[] key, byte[] record) => Store.ReleaseClaimCoreAsync(key, record, default);

    public ValueTask<bool> SubscribeToNoticesAsync(Action<byte[]> onNotice) => Store.SubscribeToNoticesAsync(key => onNotice(key.ToArray()));

    public ValueTask<bool> SubscribeToNearNoticesAsync(Action<ReadOnlyMemory<byte>> onNotice) => Store.SubscribeToNearNoticesCoreAsync(onNotice, static () => { }, default);

    public ValueTask<bool> PublishNearAsync(byte[] notice) => Store.PublishNearCoreAsync(notice, default);

    public ValueTask<TimeSpan?> TtlAsync(byte[] key) => Store.TtlAsync(key);

    private IEnumerable<long> Deadlines()
    {
        var now = _explorer!.Time.GetTimestamp();
        foreach (var standing in keys.Select(Look))
        {
            if (standing.ValueLeft is { } value)
                yield return now + value.Ticks;
            if (standing.LeaseLeft is { } lease)
                yield return now + lease.Ticks;
        }

        foreach (var left in StagedLeft)
            yield return now + (left ?? TimeSpan.Zero).Ticks;
    }

    // Memory answers at once.
    private static T Await<T>(ValueTask<T> answer) => answer.IsCompleted ? answer.Result : throw new InvalidOperationException("The store did not answer at once.");
}
