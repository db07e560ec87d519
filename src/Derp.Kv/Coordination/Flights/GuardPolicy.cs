namespace Derp.Kv.Coordination.Flights;

/// <summary>How one guarded get behaves. The byte-level helper makes one a call: what is not set takes no room.</summary>
internal sealed record GuardPolicy
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pollBesideNotices = TimeSpan.FromMilliseconds(250);

    // Zero: none.
    private readonly TimeSpan _retryDelay;
    private readonly TimeSpan _waitTimeout;

    /// <param name="method">The name for logs and metrics.</param>
    /// <param name="ttl">How long the value lives.</param>
    /// <param name="lockTtl">How long the lease lives.</param>
    /// <param name="retryDelay">How long a waiter waits between two looks; null for the defaults.</param>
    /// <param name="waitTimeout">How long a waiter waits for other processes; null for as long as one of them may compute.</param>
    public GuardPolicy(string method, TimeSpan ttl, TimeSpan lockTtl, TimeSpan? retryDelay = null, TimeSpan? waitTimeout = null)
    {
        (Method, Ttl, LockTtl) = (method, ttl, lockTtl);
        (_retryDelay, _waitTimeout) = (retryDelay ?? TimeSpan.Zero, waitTimeout ?? TimeSpan.Zero);
    }

    /// <summary>The name for logs and metrics.</summary>
    public string Method { get; }

    /// <summary>How long the value lives.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>How long the lease lives.</summary>
    public TimeSpan LockTtl { get; }

    /// <summary>How long a waiter waits between two looks; longer where it counts on a notice.</summary>
    public TimeSpan TimeBetweenLooks(bool marked) => _retryDelay != TimeSpan.Zero ? _retryDelay : marked ? s_pollBesideNotices : s_poll;

    /// <summary>
    /// How long a waiter waits before it runs the body without a lease. A lease that lives is renewed by somebody at work, who
    /// is given up after that time, and one of the waiters is next.
    /// </summary>
    public TimeSpan WaitBudget => _waitTimeout != TimeSpan.Zero ? _waitTimeout : MaxHold;

    /// <summary>How often the holder renews the lease.</summary>
    public TimeSpan RenewalInterval => LockTtl / 3;

    /// <summary>How long a body may hold a key at all.</summary>
    public TimeSpan MaxHold => LockTtl * 10;
}
