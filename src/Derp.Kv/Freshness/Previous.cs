namespace Derp.Kv;

/// <summary>
/// A parameter of a <c>[Cached]</c> body: the value that is stored while the body runs to renew it, and what the body said of its source then. The wrapper does not
/// have it. There is none on a first run, after an invalidation, and where <c>RefreshAfter</c> and <c>StaleIfError</c> are not set.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
public readonly struct Previous<T>
{
    private readonly T? _value;

    internal Previous(T value, string? etag, TimeSpan age) => (_value, HasValue, ETag, Age) = (value, true, etag, age);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value, this call's own.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException("There is no previous value. Ask HasValue first.");

    /// <summary>What the body has passed to <see cref="Cacheable{T}.WithETag"/> with the value; null: nothing, or there is no value.</summary>
    public string? ETag { get; }

    /// <summary>Since the value was computed, by the clocks of the processes that wrote and read it; zero if there is none.</summary>
    public TimeSpan Age { get; }
}
