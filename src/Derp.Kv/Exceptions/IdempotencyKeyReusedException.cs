namespace Derp.Kv;

/// <summary>The idempotency key belongs to a call with other arguments, or to another method; the call did not run. For HTTP: 422.</summary>
public sealed class IdempotencyKeyReusedException : KvException
{
    /// <summary>Creates the exception of a call with other arguments.</summary>
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

    /// <summary>
    /// True: the key's record is another method's, or of a result of another type; the application has to give each method keys
    /// of its own. False: it is the same method's, of a call with other arguments; the caller has to use a new key.
    /// </summary>
    public bool IsAnotherMethod { get; private init; }

    internal static IdempotencyKeyReusedException OfAnotherMethod() =>
        new("The record under the idempotency key is another method's, or of a result of another type. Give each method a key template, and each helper's call a prefix, of its own.")
        {
            IsAnotherMethod = true,
        };
}
