namespace Derp.Kv.Runtime;

/// <summary>The settings of an <see cref="InvalidatesAttribute"/>, as values.</summary>
public sealed class InvalidationPolicy
{
    /// <summary>Whether nothing is invalidated when the body throws.</summary>
    public bool OnlyOnSuccess { get; init; }

    /// <summary>How long after the invalidation nothing is stored; more than zero. Null: not at all.</summary>
    public TimeSpan? Settle { get; init; }

    /// <summary>What happens when the store cannot be told.</summary>
    public InvalidationUnavailable OnUnavailable { get; init; }

    /// <summary>How long after the write a value from before it can be left: a queued invalidation is repeated for as long. Null: it is not known, and there is no limit.</summary>
    public TimeSpan? Lifetime { get; init; }
}
