namespace Derp.Kv.Coordination.Combining;

/// <summary>One call's part of the reply.</summary>
/// <param name="Result">If there is no failure.</param>
/// <param name="Failure">Why the call was not decided.</param>
internal readonly record struct PermitAnswer(RateLimitResult Result, Exception? Failure);
