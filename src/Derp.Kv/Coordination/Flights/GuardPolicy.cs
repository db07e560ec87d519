using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Coordination.Flights;

/// <summary>How one guarded get behaves. The byte-level helper makes one per call, so a setting that is not set takes no memory.</summary>
internal record GuardPolicy
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pollBesideNotices = TimeSpan.FromMilliseconds(250);

    // Zero: none.
    private readonly TimeSpan _retryDelay;
    private readonly TimeSpan _waitTimeout;

    /// <param name="method">The name for logs and metrics.</param>
    /// <param name="ttl">Expiry of the value.</param>
    /// <param name="lockTtl">Length of the lease.</param>
    /// <param name="retryDelay">Time between two polls of a waiting call; null for the defaults.</param>
    /// <param name="waitTimeout">How long a waiter waits for other processes; null for as long as one of them may compute.</param>
    public GuardPolicy(string method, TimeSpan ttl, TimeSpan lockTtl, TimeSpan? retryDelay = null, TimeSpan? waitTimeout = null)
    {
        (Method, Ttl, LockTtl) = (method, ttl, lockTtl);
        (_retryDelay, _waitTimeout) = (retryDelay ?? TimeSpan.Zero, waitTimeout ?? TimeSpan.Zero);
    }

    /// <summary>The name for logs and metrics.</summary>
    public string Method { get; init; }

    /// <summary>Expiry of the value.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>Length of the lease.</summary>
    public TimeSpan LockTtl { get; }

    /// <summary>Time between two polls of a waiting call; longer when a notice is expected.</summary>
    public TimeSpan TimeBetweenLooks(bool marked) => _retryDelay != TimeSpan.Zero ? _retryDelay : marked ? s_pollBesideNotices : s_poll;

    /// <summary>The same while the client begins to listen to notices: what the holder does meanwhile is not told of.</summary>
    /// <param name="looks">How often the call has looked since.</param>
    public TimeSpan TimeBetweenFirstLooks(int looks) =>
        _retryDelay != TimeSpan.Zero || looks > 3 ? TimeBetweenLooks(marked: false) : s_firstPoll * (1 << looks);

    /// <summary>
    /// How long a waiter waits before it runs the body without a lease. A lease that has not expired belongs to a running body, which
    /// is cancelled after that time; then one of the waiters is next.
    /// </summary>
    public TimeSpan WaitBudget => _waitTimeout != TimeSpan.Zero ? _waitTimeout : MaxHold;

    /// <summary>How the value is renewed while it is served; null: not at all.</summary>
    public virtual RefreshPolicy? Refresh => null;

    /// <summary>The same as a call that begins now would have it.</summary>
    public virtual GuardPolicy Now(KvClient client) => this;

    /// <summary>How long the store keeps a value within its lifetime, and whether that is too short for near caches.</summary>
    /// <param name="lifetime">The value's own; null: the method's.</param>
    public virtual (TimeSpan Ttl, bool IsShortLived) StoredFor(TimeSpan? lifetime) => (Ttl, false);

    /// <summary>How often the holder renews the lease.</summary>
    public TimeSpan RenewalInterval => LockTtl / 3;

    /// <summary>How long a body may hold a key at all.</summary>
    public TimeSpan MaxHold => LockTtl * 10;
}
