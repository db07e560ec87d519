namespace Derp.Kv;

/// <summary>The first call of this idempotency key is still running. For HTTP: 409 with <c>Retry-After</c>.</summary>
public sealed class IdempotencyInFlightException : KvException
{
    /// <summary>Creates the exception without a time to try again after.</summary>
    public IdempotencyInFlightException()
        : this(TimeSpan.Zero)
    {
    }

    /// <summary>Creates the exception without a time to try again after.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public IdempotencyInFlightException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception without a time to try again after.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IdempotencyInFlightException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="retryAfter">Remaining time of the running call's claim.</param>
    public IdempotencyInFlightException(TimeSpan retryAfter)
        : base("A call with the same idempotency key is still running. Try again later.") => RetryAfter = retryAfter;

    /// <summary>Remaining time of the running call's claim. The call may still be running then, since it renews the claim. Zero if it is not known.</summary>
    public TimeSpan RetryAfter { get; }
}
