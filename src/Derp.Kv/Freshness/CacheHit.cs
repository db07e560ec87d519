namespace Derp.Kv;

/// <summary>What a declared <c>TryGet…Async</c> returns: the value, if there is one, and where it came from.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly record struct CacheHit<T>
{
    internal CacheHit(T value, TimeSpan age, bool isStale, bool fromNear, bool wasRun = false) =>
        (Found, Value, Age, IsStale, FromNear) = (!wasRun, value, age, isStale, fromNear);

    /// <summary>Whether the value was stored. False: there is none, or a wrapper has run the body for it.</summary>
    public bool Found { get; }

    /// <summary>The value, or the default of its type if there is none. A stored null is found.</summary>
    public T Value { get; } = default!;

    /// <summary>Since the value was computed, by the clocks of the processes that wrote and read it; not less than zero.</summary>
    public TimeSpan Age { get; }

    /// <summary>Whether the value is past its lifetime and served since its body fails (<c>StaleIfError</c>).</summary>
    public bool IsStale { get; }

    /// <summary>Whether it came from this process's memory.</summary>
    public bool FromNear { get; }
}
