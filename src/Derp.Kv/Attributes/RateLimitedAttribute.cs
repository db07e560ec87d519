namespace Derp.Kv;

/// <summary>
/// Generates a wrapper that admits a limited number of calls per key and window, and throws
/// <see cref="RateLimitExceededException"/> for the rest. A method may have several: a call that one of them denies takes no permit
/// of the others.
/// </summary>
/// <param name="key">
/// The key template: literal text with <c>{parameter}</c>, <c>{parameter.Property}</c> or <c>{parameter:format}</c>.
/// Other parameters have no effect.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RateLimitedAttribute(string key) : Attribute
{
    /// <summary>The key template.</summary>
    public string Key { get; } = key;

    /// <summary>Units admitted per window, 1 or more.</summary>
    public required long Limit { get; set; }

    /// <summary>The window's length, in whole milliseconds: <c>"1s"</c>, <c>"15m"</c>.</summary>
    public required string Window { get; set; }

    /// <summary>How calls are counted.</summary>
    public RateLimitAlgorithm Algorithm { get; set; } = RateLimitAlgorithm.FixedWindow;

    /// <summary>Units that one call takes, 1 to <see cref="Limit"/>.</summary>
    public int Cost { get; set; } = 1;

    /// <summary>Units that a token bucket can give at once, 1 to <see cref="Limit"/>. 0: the same as <see cref="Limit"/>.</summary>
    public long Burst { get; set; }

    /// <summary>
    /// Permits that a process may take in one round trip, to admit later calls from them without one: from <see cref="Cost"/> to
    /// <see cref="Limit"/>, only for a fixed window and a method with one limit. 1: none in advance.
    /// </summary>
    /// <remarks>
    /// Never more than <see cref="Limit"/> is admitted in a window over all processes. What a process has taken and does not use is given to
    /// nobody else until the window ends. A key that is seldom called takes one at a time.
    /// </remarks>
    public int PermitBatch { get; set; } = 1;

    /// <summary>
    /// Whether the method shares its counter with every other method that sets this too, and has the same key and settings.
    /// False: it has its own counter, whatever templates other methods have.
    /// </summary>
    public bool Shared { get; set; }

    /// <summary>What happens when the store cannot be asked.</summary>
    public RateLimitUnavailable OnUnavailable { get; set; } = RateLimitUnavailable.Allow;

    /// <summary>The wrapper's name. Null: the body's name without <c>Core</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field, property or primary-constructor parameter that holds the client. Null: the only one.</summary>
    public string? Client { get; set; }
}
