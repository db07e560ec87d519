using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv;

// Leases and claims of running bodies are renewed without a thread of the pool, if the backend can do that.
public abstract partial class KvClient
{
    private Keeper? _keeper;

    /// <summary>Renews leases and claims; created, and its thread started, with the first.</summary>
    internal Keeper Keeper
    {
        get
        {
            if (Volatile.Read(ref _keeper) is { } keeper)
                return keeper;
            Interlocked.CompareExchange(ref _keeper, Background.KeeperOf(this), null);
            return _keeper!;
        }
    }

    /// <summary>Prepares renewals before the body begins, which could block the preparation. Does not throw.</summary>
    /// <param name="atMost">The longest time to delay the body.</param>
    internal virtual ValueTask ReadyToHoldAsync(TimeSpan atMost) => default;

    /// <summary>Sends a renewal of a lease. Does not throw; the answer does.</summary>
    /// <param name="key">The value's.</param>
    /// <param name="token">The owner's.</param>
    /// <param name="lease">Its length from now.</param>
    /// <param name="staleIfError">How long the value is kept past its lifetime, if the lease says where the value is in its life; null: it does not.</param>
    internal virtual Answer SendRenewal(byte[] key, LeaseToken token, TimeSpan lease, TimeSpan? staleIfError)
    {
        var inner = Inner;
        return Answer.Of(() => staleIfError is { } stale ? inner.RenewRefreshAsync(key, token, lease, stale) : inner.RenewLeaseAsync(key, token, lease));
    }

    /// <summary>Sends a renewal of a claim. Does not throw; the answer does.</summary>
    internal virtual Answer SendRenewal(byte[] key, byte[] record, TimeSpan lease)
    {
        var inner = Inner;
        return Answer.Of(() => inner.CompareAndExpireAsync(key, record, lease));
    }
}
