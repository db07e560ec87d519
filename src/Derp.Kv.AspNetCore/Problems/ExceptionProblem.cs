using Derp.Kv.AspNetCore.Limits;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>How an exception of this library is answered.</summary>
/// <param name="Problem">The document.</param>
/// <param name="RetryAfter">Seconds; null: the caller cannot do better by waiting.</param>
/// <param name="Limit">The limit that denied the call, for the fields.</param>
internal readonly record struct ExceptionProblem(ProblemOf Problem, long? RetryAfter = null, LimitDecision? Limit = null)
{
    // The lease of a claim bounds how long a crashed owner blocks it, not how long the running call takes.
    private const long MaxInFlightWait = 3;

    /// <summary>Null: an exception that is not answered here, such as an error of the application.</summary>
    public static ExceptionProblem? Of(Exception exception) => exception switch
    {
        RateLimitExceededException e => OfLimit(e),
        IdempotencyInFlightException e => new(InFlight, Math.Clamp(LimitDecision.CeilingSeconds(e.RetryAfter), 1, MaxInFlightWait)),
        IdempotencyKeyReusedException => new(KeyReused),
        KvUnavailableException e => new(StoreUnavailable(e.OutcomeUnknown), 1),
        _ => null,
    };

    private static ProblemOf InFlight { get; } = new(
        StatusCodes.Status409Conflict, "idempotency_in_flight", "A request with the same idempotency key is still running.");

    private static ProblemOf KeyReused { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The idempotency key was used for another request.");

    private static ProblemOf StoreUnavailable(bool outcomeUnknown) => new(
        StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The service cannot be reached now.")
    {
        Extensions = new Dictionary<string, object?> { ["outcomeUnknown"] = outcomeUnknown },
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
