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
    /// True: the key's record belongs to another method, or to a result of another type. The application has to give each method
    /// its own keys. False: it belongs to a call of the same method with other arguments. The caller has to use a new key.
    /// </summary>
    public bool IsAnotherMethod { get; private init; }

    internal static IdempotencyKeyReusedException OfAnotherMethod() =>
        new("The record under the idempotency key belongs to another method, or to a result of another type. Give each method its own key template, and each helper's call its own prefix.")
        {
            IsAnotherMethod = true,
        };
}
