namespace Derp.Kv;

/// <summary>Why the store was unavailable. The circuit breaker needs it: a store that refuses is up, one that does not answer may be down.</summary>
internal enum UnavailableBecause
{
    /// <summary>There was no answer: no connection, or one that broke.</summary>
    NoAnswer,

    /// <summary>There was no answer, and a caller has waited for a whole time-out.</summary>
    TimedOut,

    /// <summary>The store has refused the command.</summary>
    Refused,
}
