namespace Derp.Kv;

/// <summary>Expiries as every backend takes them: whole milliseconds, from 1 to a bound that each server and clock can add to the current time.</summary>
internal static class Ttl
{
    public static readonly TimeSpan Max = TimeSpan.FromDays(365_000);

    /// <summary>The shortest lease or claim. A shorter one expires before a server has answered, and its renewals would follow one another without a pause.</summary>
    public static readonly TimeSpan ShortestLock = TimeSpan.FromMilliseconds(10);

    /// <summary>The length of a lease or claim.</summary>
    public static TimeSpan NormalizeLock(TimeSpan lockTtl, string parameter) => lockTtl < ShortestLock
        ? throw new ArgumentOutOfRangeException(parameter, lockTtl, $"LockTtl must be {ShortestLock.TotalMilliseconds:0} ms or more.")
        : Normalize(lockTtl);

    /// <summary>How long a value is kept past its lifetime: zero for not at all.</summary>
    public static TimeSpan NormalizeStale(TimeSpan staleIfError)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(staleIfError, TimeSpan.Zero);
        return staleIfError == TimeSpan.Zero ? staleIfError : Normalize(staleIfError);
    }

    public static TimeSpan? Normalize(TimeSpan? ttl) => ttl is { } value ? Normalize(value) : null;

    public static TimeSpan Normalize(TimeSpan ttl)
    {
        if (ttl <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "An expiry must be more than zero.");
        if (ttl >= Max)
            return Max;

        var remainder = ttl.Ticks % TimeSpan.TicksPerMillisecond;
        return remainder == 0 ? ttl : new TimeSpan(ttl.Ticks - remainder + TimeSpan.TicksPerMillisecond);
    }
}
