namespace Derp.Kv.LedgerWorker;

/// <summary>What a call was answered.</summary>
/// <param name="Run">The run that wrote the effect.</param>
/// <param name="IsReplay">Whether another call had run before.</param>
internal readonly record struct Outcome(string Run, bool IsReplay);
