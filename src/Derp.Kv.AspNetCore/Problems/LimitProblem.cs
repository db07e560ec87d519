using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>The problems of limits, with the types that draft-ietf-httpapi-ratelimit-headers-10 registers.</summary>
internal static class LimitProblem
{
    private const string Types = "https://iana.org/assignments/http-problem-types";

    /// <summary>When to come back while the store is away, which nobody knows.</summary>
    public static readonly TimeSpan NotCountedWait = TimeSpan.FromSeconds(1);

    public static ProblemOf NotCounted { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "rate_limit_unavailable", "The limit of this request cannot be counted now.", $"{Types}#temporary-reduced-capacity");

    public static ProblemOf Exceeded(string? name) => new(
        StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", "Too many requests.", $"{Types}#quota-exceeded")
    {
        Extensions = name is null ? null : new Dictionary<string, object?> { ["violated-policies"] = (IReadOnlyList<string>)[name] },
    };
}
