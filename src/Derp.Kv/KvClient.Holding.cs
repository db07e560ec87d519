using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv;

// What is held while bodies run is renewed in a way that needs no thread of the pool, where the backend has one.
public abstract partial class KvClient
{
    private Keeper? _keeper;

    /// <summary>Renews what is held; made, and its thread started, when there is something.</summary>
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

    /// <summary>Makes ready what renewals need, before the body begins that could keep it from being made. Does not throw.</summary>
    /// <param name="atMost">How long the body may be held up by it.</param>
    internal virtual ValueTask ReadyToHoldAsync(TimeSpan atMost) => default;

    /// <summary>Sends a renewal of a lease. Does not throw; the answer does.</summary>
    internal virtual Answer SendRenewal(byte[] key, LeaseToken token, TimeSpan lease)
    {
        var inner = Inner;
        return Answer.Of(() => inner.RenewLeaseAsync(key, token, lease));
    }

    /// <summary>Sends a renewal of a claim. Does not throw; the answer does.</summary>
    internal virtual Answer SendRenewal(byte[] key, byte[] record, TimeSpan lease)
    {
        var inner = Inner;
        return Answer.Of(() => inner.CompareAndExpireAsync(key, record, lease));
    }
}
