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

    /// <summary>Below it an entry would be dead before it is used: clocks are coarse.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromMilliseconds(50);
}
