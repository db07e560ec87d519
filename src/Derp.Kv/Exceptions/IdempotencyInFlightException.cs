namespace Derp.Kv;

/// <summary>The first call of this idempotency key is still running. For HTTP: 409 with <c>Retry-After</c>.</summary>
public sealed class IdempotencyInFlightException : KvException
{
    /// <summary>Creates the exception without a hint when to try again.</summary>
    public IdempotencyInFlightException()
        : this(TimeSpan.Zero)
    {
    }

    /// <summary>Creates the exception without a hint when to try again.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public IdempotencyInFlightException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception without a hint when to try again.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IdempotencyInFlightException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="retryAfter">What is left of the running call's claim.</param>
    public IdempotencyInFlightException(TimeSpan retryAfter)
        : base("A call with the same idempotency key is still running. Try again later.") => RetryAfter = retryAfter;

    /// <summary>What is left of the running call's claim: by then it has completed, renewed the claim or died.</summary>
    public TimeSpan RetryAfter { get; }
}
