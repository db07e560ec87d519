using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Coordination.Flights;

/// <summary>How one call of a method behaves, whose values near caches keep, or whose lifetimes differ.</summary>
internal sealed record MethodPolicy : GuardPolicy
{
    private readonly TimeSpan _near;
    private readonly TimeSpan _whole;

    /// <param name="method">The name for logs and metrics.</param>
    /// <param name="ttl">The lifetime of a value, near caches included.</param>
    /// <param name="near">How long near caches answer.</param>
    /// <param name="lockTtl">Length of the lease.</param>
    /// <param name="waitTimeout">How long a waiter waits for other processes; null for as long as one of them may compute.</param>
    /// <param name="refresh">How values are renewed while they are served; null: not at all.</param>
    public MethodPolicy(string method, TimeSpan ttl, TimeSpan near, TimeSpan lockTtl, TimeSpan? waitTimeout, RefreshPolicy? refresh)
        : base(method, ttl - near, lockTtl, waitTimeout: waitTimeout) =>
        (_near, _whole, Refresh) = (near, ttl - near, refresh);

    public override RefreshPolicy? Refresh { get; }

    /// <summary>What the method's settings make of a call that begins now, since a reload may have changed them. Null: they do not change.</summary>
    public Func<KvClient, GuardPolicy>? Source { get; init; }

    public override GuardPolicy Now(KvClient client) => Source?.Invoke(client) ?? this;

    // Both layers together keep it for its lifetime (N5). Jitter shortens each lifetime by the same part.
    public override (TimeSpan Ttl, bool IsShortLived) StoredFor(TimeSpan? lifetime)
    {
        if (lifetime is not { } own || own >= _whole + _near)
            return (Ttl, false);
        var isShortLived = own < 2 * _near;
        var stored = (isShortLived ? own : own - _near) * (Ttl / _whole);
        return (stored > TimeSpan.FromMilliseconds(1) ? stored : TimeSpan.FromMilliseconds(1), isShortLived);
    }
}
