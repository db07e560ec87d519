namespace Derp.Kv;

/// <summary>The base of all exceptions that this library throws for a failure. Messages never hold a key, an argument or a value.</summary>
public class KvException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public KvException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public KvException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public KvException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The code of the server's error reply, if it was one.</summary>
    internal string? Code { get; set; }
}
