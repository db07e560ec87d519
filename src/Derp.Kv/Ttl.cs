namespace Derp.Kv;

/// <summary>Lifetimes as every backend takes them: whole milliseconds, from 1 to a bound that each server and clock can add to its now.</summary>
internal static class Ttl
{
    public static readonly TimeSpan Max = TimeSpan.FromDays(365_000);

    public static TimeSpan? Normalize(TimeSpan? ttl) => ttl is { } value ? Normalize(value) : null;

    public static TimeSpan Normalize(TimeSpan ttl)
    {
        if (ttl <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "A lifetime must be more than zero.");
        if (ttl >= Max)
            return Max;

        var remainder = ttl.Ticks % TimeSpan.TicksPerMillisecond;
        return remainder == 0 ? ttl : new TimeSpan(ttl.Ticks - remainder + TimeSpan.TicksPerMillisecond);
    }
}
