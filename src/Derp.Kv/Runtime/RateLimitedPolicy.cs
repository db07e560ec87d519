namespace Derp.Kv.Runtime;

/// <summary>The settings of a <see cref="RateLimitedAttribute"/>, as values.</summary>
public sealed class RateLimitedPolicy
{
    /// <summary>Units admitted per window, 1 or more.</summary>
    public required long Limit { get; init; }

    /// <summary>The window, in whole milliseconds.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How calls are counted.</summary>
    public RateLimitAlgorithm Algorithm { get; init; } = RateLimitAlgorithm.FixedWindow;

    /// <summary>Units that one call takes.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Units that a token bucket can give at once; 0 for the same as <see cref="Limit"/>.</summary>
    public long Burst { get; init; }

    /// <summary>Units that a process may take in one call and admit from later: from <see cref="Cost"/> to <see cref="Limit"/>, of a fixed window only. 1: none.</summary>
    public int PermitBatch { get; init; } = 1;

    /// <summary>Whether the counter is shared with every method with this key that sets this too; otherwise the method has its own.</summary>
    public bool Shared { get; init; }

    /// <summary>What happens when the store cannot be asked.</summary>
    public RateLimitUnavailable OnUnavailable { get; init; } = RateLimitUnavailable.Allow;
}
