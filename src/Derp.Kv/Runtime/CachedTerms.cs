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
    private readonly Overridable<CachedTerms> _source;

    /// <param name="source">The descriptor's, whose terms may change while a call is under way.</param>
    /// <param name="policy">The settings.</param>
    /// <param name="hasZones">Whether the attribute has zones: its method keeps its commands when the configuration switches them off, as what is stored is read by them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    private CachedTerms(Overridable<CachedTerms> source, CachedPolicy policy, bool hasZones)
    {
        var method = source.Key.Name;
        if (policy.Near is { } near && (near < NearPolicy.Shortest || near > policy.Ttl / 2))
            throw new ArgumentOutOfRangeException(nameof(policy), near, $"Near of {method} must be from {NearPolicy.Shortest.TotalMilliseconds} ms to half of its Ttl.");
        _source = source;
        Policy = policy;
        Near = policy.Near ?? TimeSpan.Zero;
        _stored = policy.Ttl - Near;
        CheckFreshness(method, policy);
        _guard = new MethodPolicy(method, policy.Ttl, Near, Ttl.NormalizeLock(policy.LockTtl, nameof(policy)), Ttl.Normalize(policy.WaitTimeout), hasZones ? RefreshOf(policy) : null)
        {
            Source = client => source.For(client).GuardFor(client),
        };
    }

    /// <summary>Whether values are read with where they are in their lives.</summary>
    public static bool HasZones(CachedPolicy policy) => policy.RefreshAfter is not null || policy.StaleIfError is not null;

    /// <summary>Those of a descriptor.</summary>
    public static Overridable<CachedTerms> Overridable(string method, CachedPolicy policy) =>
        new(new(KvMethodKind.Cached, method), source => new CachedTerms(source, policy, HasZones(policy)), static (own, changes) => own.With(changes));

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
        var policy = new CachedPolicy
        {
            Ttl = changes.Ttl ?? Policy.Ttl,
            LockTtl = Policy.LockTtl,
            WaitTimeout = Policy.WaitTimeout,
            Jitter = Policy.Jitter,
            CacheNulls = Policy.CacheNulls,
            Near = Changed(Policy.Near, changes.Near),
            RefreshAfter = Changed(Policy.RefreshAfter, changes.RefreshAfter),
            StaleIfError = Changed(Policy.StaleIfError, changes.StaleIfError),
            RefreshOn = Policy.RefreshOn,
            IsFrozen = Policy.IsFrozen,
            Version = Policy.Version,
        };
        return new CachedTerms(_source, policy, _guard.Refresh is not null) { IsEnabled = changes.Enabled ?? IsEnabled };
    }

    // What the attribute does not set is never switched on; zero switches off.
    private static TimeSpan? Changed(TimeSpan? own, TimeSpan? change) => own is null || change == TimeSpan.Zero ? null : change ?? own;

    private void CheckFreshness(string method, CachedPolicy policy)
    {
        if (policy.RefreshAfter is { } after && (after <= TimeSpan.Zero || after >= _stored))
            throw new ArgumentOutOfRangeException(nameof(policy), after, $"RefreshAfter of {method} must be more than zero and less than its Ttl without its Near.");
        if (policy.StaleIfError is { } stale && stale < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(policy), stale, $"StaleIfError of {method} must not be less than zero.");
    }

    private static RefreshPolicy RefreshOf(CachedPolicy policy) => new(policy.RefreshAfter, Ttl.NormalizeStale(policy.StaleIfError ?? TimeSpan.Zero), policy.RefreshOn);

    /// <summary>How one call behaves, with a lifetime of its own if there is jitter.</summary>
    public GuardPolicy GuardFor(KvClient client)
    {
        if (Policy.Jitter == 0)
            return _guard;

        var shortened = _stored * (1 - (Policy.Jitter * client.Chance.NextDouble()));
        return _guard with { Ttl = shortened > TimeSpan.Zero ? shortened : TimeSpan.FromMilliseconds(1) };
    }
}
