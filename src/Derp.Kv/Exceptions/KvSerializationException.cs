namespace Derp.Kv;

/// <summary>Bytes that do not form the expected value, or a value that cannot be written.</summary>
public class KvSerializationException : KvException
{
    /// <summary>Creates the exception.</summary>
    public KvSerializationException()
        : base("The bytes do not form the expected value.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong; without values.</param>
    public KvSerializationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong; without values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public KvSerializationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
