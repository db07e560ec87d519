namespace Derp.Kv;

/// <summary>
/// A value, or something inside it, is of another type than the declared one, so that bytes would bring back less than there
/// is. A comparer counts as well: it decides what a set or dictionary finds.
/// </summary>
/// <remarks>
/// A <c>[Cached]</c> result with such a value is returned whole and not stored, an <c>[Idempotent]</c> one is returned and
/// cannot be replayed; one event in the log names both types. As an argument of a fingerprint it is the cause of an <see cref="ArgumentException"/>.
/// </remarks>
public sealed class KvOtherTypeException : KvSerializationException
{
    /// <summary>Creates the exception.</summary>
    public KvOtherTypeException()
        : this("A value is not of its declared type.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong; without values.</param>
    public KvOtherTypeException(string message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong; without values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public KvOtherTypeException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from the two types.</summary>
    /// <param name="message">What went wrong; without values.</param>
    /// <param name="declaredType">The full name of the type that reading would give.</param>
    /// <param name="runtimeType">The full name of the type that is there.</param>
    public KvOtherTypeException(string message, string declaredType, string runtimeType)
        : base(message)
    {
        DeclaredType = declaredType;
        RuntimeType = runtimeType;
    }

    /// <summary>The full name of the type that reading would give; empty when it is not known.</summary>
    public string DeclaredType { get; } = "";

    /// <summary>The full name of the type that is there; empty when it is not known.</summary>
    public string RuntimeType { get; } = "";
}
