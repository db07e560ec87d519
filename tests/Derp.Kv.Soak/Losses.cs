namespace Derp.Kv.Soak;

/// <summary>What the faults of a phase may cost.</summary>
internal enum Losses
{
    /// <summary>Nothing: the server writes down what it answers, and connections break, or fall silent for less than a claim lives.</summary>
    None,

    /// <summary>What the server holds: it forgets when killed, is flushed, and connections fall silent for longer than a completion is tried.</summary>
    Records,
}
