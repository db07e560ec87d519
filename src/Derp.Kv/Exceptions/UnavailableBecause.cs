namespace Derp.Kv;

/// <summary>Why the store was unavailable, for what decides whether to ask it again: whoever refuses is there, who is silent may not be.</summary>
internal enum UnavailableBecause
{
    /// <summary>There was no answer: no connection, or one that broke.</summary>
    NoAnswer,

    /// <summary>There was no answer, and somebody has waited for it as long as an operation may.</summary>
    TimedOut,

    /// <summary>The store has answered that it will not do it.</summary>
    Refused,
}
