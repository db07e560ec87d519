namespace Derp.Kv.Coordination.Flights;

/// <summary>What is stored beside a value.</summary>
/// <param name="StaleIfError">How long it is kept past its lifetime.</param>
/// <param name="ETag">What its body calls this state of the source.</param>
/// <param name="IsShortLived">Whether its lifetime is too short for near caches.</param>
internal readonly record struct ValueNotes(TimeSpan StaleIfError = default, string? ETag = null, bool IsShortLived = false);
