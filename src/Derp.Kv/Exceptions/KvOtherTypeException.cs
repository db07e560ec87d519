namespace Derp.Kv;

/// <summary>
/// A value, or a value inside it, is of another type than the declared one, so that a part of it would be lost when it is read
/// back. A comparer counts too: it decides what a set or dictionary finds.
/// </summary>
/// <remarks>
/// A <c>[Cached]</c> result with such a value is returned and not stored; an <c>[Idempotent]</c> one is returned and
/// cannot be replayed. A log event names both types. As an argument of a fingerprint it is the cause of an <see cref="ArgumentException"/>.
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
    /// <param name="runtimeType">The full name of the value's type.</param>
    public KvOtherTypeException(string message, string declaredType, string runtimeType)
        : base(message)
    {
        DeclaredType = declaredType;
        RuntimeType = runtimeType;
    }

    /// <summary>The full name of the type that reading would give; empty when it is not known.</summary>
    public string DeclaredType { get; } = "";

    /// <summary>The full name of the value's type; empty when it is not known.</summary>
    public string RuntimeType { get; } = "";
}
