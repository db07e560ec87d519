using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>All that a <c>[Cached]</c> descriptor derives from its settings. Never changes: a reload of the configuration puts another one in its place.</summary>
internal sealed class CachedTerms
{
    // A value lives for Ttl in the store and near caches together (N5).
    private readonly TimeSpan _stored;
    private readonly GuardPolicy _guard;

    /// <param name="method">The wrapper's full name.</param>
    /// <param name="policy">The settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    public CachedTerms(string method, CachedPolicy policy)
    {
        if (policy.Near is { } near && (near < NearPolicy.Shortest || near > policy.Ttl / 2))
            throw new ArgumentOutOfRangeException(nameof(policy), near, $"Near of {method} must be from {NearPolicy.Shortest.TotalMilliseconds} ms to half of its Ttl.");
        Policy = policy;
        Near = policy.Near ?? TimeSpan.Zero;
        _stored = policy.Ttl - Near;
        CheckFreshness(method, policy);
        _guard = new MethodPolicy(method, policy.Ttl, Near, Ttl.NormalizeLock(policy.LockTtl, nameof(policy)), Ttl.Normalize(policy.WaitTimeout), RefreshOf(policy));
    }

    /// <summary>Those of a descriptor.</summary>
    public static Overridable<CachedTerms> Overridable(string method, CachedPolicy policy) =>
        new(method, new CachedTerms(method, policy), static (own, changes) => own.With(changes));

    /// <summary>The settings in force.</summary>
    public CachedPolicy Policy { get; }

    /// <summary>Whether the store is asked at all; otherwise calls run the body.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>How long near entries answer; zero: there are none.</summary>
    public TimeSpan Near { get; }

    /// <summary>Whether near entries are made.</summary>
    public bool IsNear => IsEnabled && Near > TimeSpan.Zero;

    /// <summary>These with what the configuration changes.</summary>
    public CachedTerms With(MethodOverride changes)
    {
        var near = changes.Near ?? Near;
        var policy = new CachedPolicy
        {
            Ttl = changes.Ttl ?? Policy.Ttl,
            LockTtl = Policy.LockTtl,
            WaitTimeout = Policy.WaitTimeout,
            Jitter = Policy.Jitter,
            CacheNulls = Policy.CacheNulls,
            Near = Policy.Near is null || near == TimeSpan.Zero ? null : near,
            IsFrozen = Policy.IsFrozen,
            Version = Policy.Version,
        };
        return new CachedTerms(_guard.Method, policy) { IsEnabled = changes.Enabled ?? IsEnabled };
    }

    private void CheckFreshness(string method, CachedPolicy policy)
    {
        if (policy.RefreshAfter is { } after && (after <= TimeSpan.Zero || after >= _stored))
            throw new ArgumentOutOfRangeException(nameof(policy), after, $"RefreshAfter of {method} must be more than zero and less than its Ttl without its Near.");
        if (policy.StaleIfError is { } stale && stale < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(policy), stale, $"StaleIfError of {method} must not be less than zero.");
    }

    // A method that has one of these settings keeps its commands when the configuration switches them off: what is stored is read by them.
    private static RefreshPolicy? RefreshOf(CachedPolicy policy) => policy.RefreshAfter is null && policy.StaleIfError is null
        ? null
        : new RefreshPolicy(policy.RefreshAfter, Ttl.NormalizeStale(policy.StaleIfError ?? TimeSpan.Zero), policy.RefreshOn);

    /// <summary>How one call behaves, with a lifetime of its own if there is jitter.</summary>
    public GuardPolicy GuardFor(KvClient client)
    {
        if (Policy.Jitter == 0)
            return _guard;

        var shortened = _stored * (1 - (Policy.Jitter * client.Chance.NextDouble()));
        return _guard with { Ttl = shortened > TimeSpan.Zero ? shortened : TimeSpan.FromMilliseconds(1) };
    }
}
