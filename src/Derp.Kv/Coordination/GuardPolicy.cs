namespace Derp.Kv.Coordination;

/// <summary>How one guarded get behaves.</summary>
/// <param name="Method">The name for logs and metrics.</param>
/// <param name="Ttl">How long the value lives.</param>
/// <param name="LockTtl">How long the lease lives.</param>
/// <param name="RetryDelay">How long a waiter waits between two looks.</param>
internal sealed record GuardPolicy(string Method, TimeSpan Ttl, TimeSpan LockTtl, TimeSpan RetryDelay)
{
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromMilliseconds(50);

    public GuardPolicy(string method, TimeSpan ttl, TimeSpan lockTtl)
        : this(method, ttl, lockTtl, DefaultRetryDelay)
    {
    }

    /// <summary>How long a waiter waits before it runs the body without a lease: one lease, and time for its holder's successor.</summary>
    public TimeSpan WaitBudget => LockTtl + TimeSpan.FromSeconds(2);

    /// <summary>How often the holder renews the lease.</summary>
    public TimeSpan RenewalInterval => LockTtl / 3;

    /// <summary>How long a body may hold a key at all.</summary>
    public TimeSpan MaxHold => LockTtl * 10;
}
