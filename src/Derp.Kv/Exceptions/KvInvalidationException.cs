namespace Derp.Kv;

/// <summary>A method with <see cref="InvalidatesAttribute"/> has run, and the store could not be told: old values may be served until they expire.</summary>
public sealed class KvInvalidationException : KvException
{
    /// <summary>Creates the exception.</summary>
    public KvInvalidationException()
        : this("The body has run, and the invalidation failed.", null, null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, without keys or values.</param>
    public KvInvalidationException(string message)
        : this(message, null, null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, without keys or values.</param>
    /// <param name="innerException">Why the store could not be told.</param>
    public KvInvalidationException(string message, Exception? innerException)
        : this(message, innerException, null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, without keys or values.</param>
    /// <param name="innerException">Why the store could not be told.</param>
    /// <param name="result">What the body returned.</param>
    public KvInvalidationException(string message, Exception? innerException, object? result)
        : base(message, innerException) => Result = result;

    /// <summary>What the body returned; null if it returns nothing. On a ledger it is the value alone, without its status.</summary>
    public object? Result { get; }
}
