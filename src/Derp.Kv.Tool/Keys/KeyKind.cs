namespace Derp.Kv.Tool.Keys;

/// <summary>The kinds by which keys are listed and counted.</summary>
internal enum KeyKind
{
    Value,
    Lease,

    /// <summary>The record of an idempotent call that runs.</summary>
    Claim,

    /// <summary>The record of one that is done.</summary>
    Result,

    Limit,
    Tag,

    /// <summary>Marks, logs, and what is no string.</summary>
    Other,
}
