using Derp.Kv.AspNetCore.Limits;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>How an exception of this library is answered.</summary>
/// <param name="Problem">The document.</param>
/// <param name="RetryAfter">Seconds; null: the caller cannot do better by waiting.</param>
/// <param name="Limit">The limit that denied the call, for the fields.</param>
internal readonly record struct ExceptionProblem(ProblemOf Problem, long? RetryAfter = null, LimitDecision? Limit = null)
{
    /// <summary>Null: an exception that is not answered here, such as an error of the application.</summary>
    public static ExceptionProblem? Of(Exception exception) => exception switch
    {
        RateLimitExceededException e => OfLimit(e),
        IdempotencyInFlightException e => new(IdempotencyProblem.InFlight, IdempotencyProblem.WaitOf(e.RetryAfter)),
        IdempotencyKeyReusedException => new(IdempotencyProblem.KeyReused),
        KvUnavailableException e => new(IdempotencyProblem.StoreUnavailable(e.OutcomeUnknown), 1),
        _ => null,
    };

    // An exception that the application has made itself may know of no limit.
    private static ExceptionProblem OfLimit(RateLimitExceededException exception)
    {
        var result = exception.Result;
        if (result is { Counted: false, Limit: > 0 })
            return new(LimitProblem.NotCounted, LimitDecision.CeilingSeconds(LimitProblem.NotCountedWait));

        var wait = Math.Max(1, LimitDecision.CeilingSeconds(result.RetryAfter.GetValueOrDefault()));
        return new(
            LimitProblem.Exceeded(exception.LimitName),
            wait,
            exception.LimitName is { } name && result.Counted ? new LimitDecision(name, exception.Request, result) : null);
    }
}
