namespace Derp.Kv;

/// <summary>
/// What a <c>[Cached]</c> body returns that decides for its own result: how long it is good for, whether it is stored, or that nothing has changed.
/// The wrapper returns the value alone. A value converts to it: stored as the attribute says.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
public readonly struct Cacheable<T>
{
    private readonly T _value;

    private Cacheable(T value, TimeSpan? lifetime, string? etag, bool isStored, bool isUnchanged)
    {
        _value = value;
        (Lifetime, ETag, IsStored, IsUnchanged) = (lifetime, etag, isStored, isUnchanged);
    }

    /// <summary>The value; the default of its type if <see cref="IsUnchanged"/>.</summary>
    public T Value => _value;

    /// <summary>How long it is good for; null: as long as the attribute's <c>Ttl</c>, which a longer one is cut to.</summary>
    public TimeSpan? Lifetime { get; }

    /// <summary>What names this state of the source; null: nothing does.</summary>
    public string? ETag { get; }

    /// <summary>Whether it is stored at all.</summary>
    public bool IsStored { get; }

    /// <summary>Whether the value of before is still good.</summary>
    public bool IsUnchanged { get; }

    /// <summary>A value to store for the attribute's <c>Ttl</c>.</summary>
    /// <param name="value">The value.</param>
#pragma warning disable CA2225 // The alternate is Cacheable.From.
    public static implicit operator Cacheable<T>(T value) => new(value, null, null, isStored: true, isUnchanged: false);
#pragma warning restore CA2225

    /// <summary>The same, good for some time: cut to the attribute's <c>Ttl</c>.</summary>
    /// <param name="lifetime">More than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is zero or less.</exception>
    /// <exception cref="InvalidOperationException">It is not stored.</exception>
    public Cacheable<T> For(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return IsStored
            ? new(_value, lifetime, ETag, IsStored, IsUnchanged)
            : throw new InvalidOperationException("A result that is not stored has no lifetime. Leave out Uncached() or For().");
    }

    /// <summary>The same, with a name of this state of the source, which the next run gets as <see cref="Previous{T}.ETag"/>.</summary>
    /// <param name="etag">At most 255 bytes in UTF-8, such as the <c>ETag</c> of an HTTP response. Null: none.</param>
    /// <exception cref="ArgumentException"><paramref name="etag"/> is longer, or has no UTF-8 form.</exception>
    public Cacheable<T> WithETag(string? etag) => new(_value, Lifetime, Freshness.ETags.Checked(etag), IsStored, IsUnchanged);

    /// <summary>The same, not stored: the next call runs the body again.</summary>
    /// <exception cref="InvalidOperationException">It is the value of before.</exception>
    public Cacheable<T> Uncached() => IsUnchanged
        ? throw new InvalidOperationException("Unchanged() keeps the value of before, which is stored. Return a value, or leave out Uncached().")
        : new(_value, null, ETag, isStored: false, isUnchanged: false);

    /// <summary>
    /// The value of before is still good: it is stored anew, with its name unless <see cref="WithETag"/> gives another one. Only if <see cref="Previous{T}.HasValue"/>:
    /// otherwise the call fails with <see cref="InvalidOperationException"/>.
    /// </summary>
#pragma warning disable CA1000 // As a value of any type converts to it, so does none.
    public static Cacheable<T> Unchanged() => new(default!, null, null, isStored: true, isUnchanged: true);
#pragma warning restore CA1000
}

/// <summary>Makes a <see cref="Cacheable{T}"/> of a value where none converts by itself, as of an interface.</summary>
public static class Cacheable
{
    /// <summary>A value to store for the attribute's <c>Ttl</c>.</summary>
    /// <typeparam name="T">The value.</typeparam>
    /// <param name="value">The value.</param>
    public static Cacheable<T> From<T>(T value) => value;
}
