using Derp.Kv.Coordination;

namespace Derp.Kv;

/// <summary>A limited call was denied. For HTTP: 429 with <c>Retry-After</c>.</summary>
public sealed class RateLimitExceededException : KvException
{
    /// <summary>Creates the exception without a result.</summary>
    public RateLimitExceededException()
        : base("The rate limit is exceeded.")
    {
    }

    /// <summary>Creates the exception without a result.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public RateLimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception without a result.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RateLimitExceededException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="result">The decision.</param>
    public RateLimitExceededException(RateLimitResult result)
        : this(result, null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="result">The decision.</param>
    /// <param name="limitName">Which limit denied the call; null if it has no name. Without keys or arguments.</param>
    public RateLimitExceededException(RateLimitResult result, string? limitName)
        : base(result.Counted
            ? $"The rate limit of {result.Limit} is exceeded. Try again in {(long)Math.Ceiling(result.RetryAfter.GetValueOrDefault().TotalMilliseconds)} ms."
            : "The call was denied because its rate limit could not be counted: the key-value store is unavailable.")
    {
        Result = result;
        LimitName = limitName;
    }

    /// <summary>The decision, with the time after which a call can be admitted.</summary>
    public RateLimitResult Result { get; }

    /// <summary>
    /// Which limit denied the call: the wrapper's full name, with <c>#2</c>, <c>#3</c> … for the second and later limits of one
    /// method. Null if it has no name.
    /// </summary>
    public string? LimitName { get; }

    /// <summary>What was asked of the limit, for the fields of an answer; null if only the result is known.</summary>
    internal PermitRequest? Request { get; init; }
}
