using Derp.Kv.AspNetCore.Limits;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>The problems of idempotency that an endpoint and an exception have alike: one title for one code.</summary>
internal static class IdempotencyProblem
{
    // The lease of a claim bounds how long a crashed owner blocks it, not how long the running call takes.
    private const long MaxInFlightWait = 3;

    public static ProblemOf InFlight { get; } = new(
        StatusCodes.Status409Conflict, "idempotency_in_flight", "A request with the same idempotency key is still running.");

    public static ProblemOf KeyReused { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The idempotency key was used before for another request.");

    public static ProblemOf StoreUnavailable(bool outcomeUnknown) => new(
        StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The request cannot be handled at the moment.")
    {
        Extensions = new Dictionary<string, object?> { ["outcomeUnknown"] = outcomeUnknown },
    };

    /// <summary>When to come back for the answer of a running request, in seconds.</summary>
    /// <param name="remaining">What is left of its claim.</param>
    public static long WaitOf(TimeSpan remaining) => Math.Clamp(LimitDecision.CeilingSeconds(remaining), 1, MaxInFlightWait);
}
