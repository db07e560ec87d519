using Derp.Kv.Coordination.Combining;

namespace Derp.Kv;

/// <summary>The store did not reply in time, or cannot serve: it is down, loading or out of memory.</summary>
public sealed class KvUnavailableException : KvException
{
    /// <summary>Creates the exception for a command that was not executed.</summary>
    public KvUnavailableException()
        : this("The key-value store is unavailable.")
    {
    }

    /// <summary>Creates the exception for a command that was not executed.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    public KvUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception for a command that was not executed.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="innerException">The cause, or null.</param>
    public KvUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do; without keys or values.</param>
    /// <param name="outcomeUnknown">Whether the command may have been executed.</param>
    /// <param name="innerException">The cause, or null.</param>
    public KvUnavailableException(string message, bool outcomeUnknown, Exception? innerException = null)
        : base(message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>True when the command may have been executed: it was sent, and no reply came. False when it was not executed.</summary>
    public bool OutcomeUnknown { get; }

    internal UnavailableBecause Because { get; init; }

    /// <summary>The command that failed, if several calls shared it.</summary>
    internal LostCommandException? Lost { get; set; }
}
