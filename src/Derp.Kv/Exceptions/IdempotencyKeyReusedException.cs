namespace Derp.Kv;

/// <summary>The idempotency key belongs to a call with other arguments. For HTTP: 422.</summary>
public sealed class IdempotencyKeyReusedException : KvException
{
    /// <summary>Creates the exception.</summary>
    public IdempotencyKeyReusedException()
        : base("The idempotency key was used before with other arguments. Use a new key for a new operation.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public IdempotencyKeyReusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IdempotencyKeyReusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
