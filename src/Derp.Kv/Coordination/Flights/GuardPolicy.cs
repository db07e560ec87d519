namespace Derp.Kv.Coordination.Flights;

/// <summary>How one guarded get behaves.</summary>
/// <param name="Method">The name for logs and metrics.</param>
/// <param name="Ttl">How long the value lives.</param>
/// <param name="LockTtl">How long the lease lives.</param>
/// <param name="RetryDelay">How long a waiter waits between two looks; null for the defaults.</param>
/// <param name="WaitTimeout">How long a waiter waits for other processes; null for as long as one of them may compute.</param>
internal sealed record GuardPolicy(string Method, TimeSpan Ttl, TimeSpan LockTtl, TimeSpan? RetryDelay = null, TimeSpan? WaitTimeout = null)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pollBesideNotices = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a waiter waits between two looks; longer where it counts on a notice.</summary>
    public TimeSpan TimeBetweenLooks(bool marked) => RetryDelay ?? (marked ? s_pollBesideNotices : s_poll);

    /// <summary>
    /// How long a waiter waits before it runs the body without a lease. A lease that lives is renewed by somebody at work, who
    /// is given up after that time, and one of the waiters is next.
    /// </summary>
    public TimeSpan WaitBudget => WaitTimeout ?? MaxHold;

    /// <summary>How often the holder renews the lease.</summary>
    public TimeSpan RenewalInterval => LockTtl / 3;

    /// <summary>How long a body may hold a key at all.</summary>
    public TimeSpan MaxHold => LockTtl * 10;
}
