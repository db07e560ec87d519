namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// The state of a call with more than a plain body: what its body needs of the value of before, and what it says of its result; the instance of another scope; and
/// where the call's value came from. One run at a time.
/// </summary>
internal abstract class BodyCall<TValue>
{
    /// <summary>What the body gets.</summary>
    public Previous<TValue> Previous { get; set; }

    /// <summary>What the body has returned; null: it has not, or it does not decide.</summary>
    public Cacheable<TValue>? Decision { get; protected set; }

    /// <summary>Whether a stored value has answered the call.</summary>
    public bool IsFound { get; private set; }

    /// <summary>When that was computed.</summary>
    public DateTimeOffset Created { get; private set; }

    /// <summary>Whether that was past its lifetime.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Takes the instance of a new service scope, which ends with the result. Null: there is none to take.</summary>
    /// <param name="key">The call's.</param>
    /// <exception cref="Exception">The instance could not be made.</exception>
    public abstract ScopedCall? EnterScope(byte[] key);

    /// <summary>A stored value answers the call.</summary>
    public void Found(DateTimeOffset created, bool isStale) => (IsFound, Created, IsStale) = (true, created, isStale);

    /// <summary>The body has run for the call.</summary>
    public void Ran() => IsFound = false;
}

/// <summary>A service scope for one run of a body.</summary>
/// <param name="Scope">To be ended after the run.</param>
/// <param name="IsSameKey">Whether the call on the scope's instance has the same key: otherwise it would answer another question, and does not run.</param>
internal readonly record struct ScopedCall(IAsyncDisposable Scope, bool IsSameKey);
