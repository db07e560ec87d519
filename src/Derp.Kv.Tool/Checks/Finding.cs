namespace Derp.Kv.Tool.Checks;

/// <summary>The outcome of a check.</summary>
/// <param name="Server">The primary; null: all of them.</param>
/// <param name="Check">What was looked at.</param>
/// <param name="Result">How it is.</param>
/// <param name="Detail">What there is, and what should be.</param>
internal sealed record Finding(string? Server, string Check, Verdict Result, string Detail);

internal enum Verdict
{
    Ok,

    /// <summary>It works, and will surprise somebody one day.</summary>
    Warn,

    Fail,

    /// <summary>The server does not say, or its user may not ask.</summary>
    Unknown,
}

/// <summary>What the server is for; it decides what its settings should be.</summary>
internal enum Duty
{
    /// <summary>Values alone, which may be lost.</summary>
    Cache,

    /// <summary>Claims, results and counters too, which may not.</summary>
    Ledger,
}
