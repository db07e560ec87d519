namespace Derp.Kv.Near;

/// <summary>Numbers that hold for all near caches.</summary>
internal static class NearPolicy
{
    /// <summary>A completed task, without its result.</summary>
    public const int TaskWeight = 72;

    /// <summary>An array's header.</summary>
    public const int ArrayWeight = 24;

    /// <summary>A box's header.</summary>
    public const int ObjectWeight = 16;

    private static long s_methods;

    /// <summary>Below it an entry would be dead before it is used: clocks are coarse.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What sets the hashes of one method's keys apart from those of others, whatever their results: equal hashes would fill one set.</summary>
    public static ulong NextSalt() => (ulong)Interlocked.Increment(ref s_methods) * 0x9E37_79B9_7F4A_7C15;
}
