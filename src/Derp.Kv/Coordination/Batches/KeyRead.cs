namespace Derp.Kv.Coordination.Batches;

/// <summary>The result for one key of a read of many.</summary>
/// <param name="Value">The bytes; null if there are none, or the read has failed.</param>
/// <param name="Failure">Why the read has failed.</param>
internal readonly record struct KeyRead(byte[]? Value, Exception? Failure);
