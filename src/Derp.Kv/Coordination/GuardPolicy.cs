namespace Derp.Kv.Coordination;

/// <summary>How one guarded get behaves.</summary>
/// <param name="Method">The name for logs and metrics.</param>
/// <param name="Ttl">How long the value lives.</param>
/// <param name="LockTtl">How long the lease lives.</param>
/// <param name="RetryDelay">How long a waiter waits between two looks; null for the defaults.</param>
internal sealed record GuardPolicy(string Method, TimeSpan Ttl, TimeSpan LockTtl, TimeSpan? RetryDelay = null)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pollBesideNotices = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a waiter waits between two looks; longer where it counts on a notice.</summary>
    public TimeSpan TimeBetweenLooks(bool marked) => RetryDelay ?? (marked ? s_pollBesideNotices : s_poll);

    /// <summary>How long a waiter waits before it runs the body without a lease: one lease, and time for its holder's successor.</summary>
    public TimeSpan WaitBudget => LockTtl + TimeSpan.FromSeconds(2);

    /// <summary>How often the holder renews the lease.</summary>
    public TimeSpan RenewalInterval => LockTtl / 3;

    /// <summary>How long a body may hold a key at all.</summary>
    public TimeSpan MaxHold => LockTtl * 10;
}
