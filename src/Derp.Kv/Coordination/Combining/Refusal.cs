namespace Derp.Kv.Coordination.Combining;

/// <summary>What a failure of a shared command says about the next one.</summary>
internal enum Refusal
{
    /// <summary>It was not refused: it may have been executed.</summary>
    None,

    /// <summary>The server has executed no part of it.</summary>
    Once,

    /// <summary>The same, and it would refuse the next one too: a right is missing, or no server has all keys.</summary>
    Lasting,
}
