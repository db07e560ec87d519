using System.Globalization;
using Derp.Kv.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>The problems of idempotent endpoints and webhooks: status, headers, and a code for programs. None holds a key, a scope or a body.</summary>
/// <param name="documentation">Where clients read how to use keys; null: nowhere.</param>
internal sealed class IdempotencyAnswers(Uri? documentation)
{
    private readonly string? _type = documentation?.AbsoluteUri;

    public Task KeyMissingAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status400BadRequest, "idempotency_key_missing", "The request needs an idempotency key.");

    public Task KeyMalformedAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status400BadRequest, "idempotency_key_malformed", "The idempotency key is malformed: send one quoted string of at most 255 characters, without a login of 16 or more.");

    public Task BodyTooLargeAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status413PayloadTooLarge, "idempotency_body_too_large", "The body is too large for a request with an idempotency key.");

    public Task InFlightAsync(HttpContext http, TimeSpan remaining)
    {
        http.Response.Headers.RetryAfter = IdempotencyProblem.WaitOf(remaining).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(http, IdempotencyProblem.InFlight);
    }

    public Task KeyReusedAsync(HttpContext http) => WriteAsync(http, IdempotencyProblem.KeyReused);

    public Task ResultNotKeptAsync(HttpContext http, int status) =>
        WriteAsync(http, StatusCodes.Status409Conflict, "idempotency_result_not_kept", "The request was handled before; its answer was not kept.", new Dictionary<string, object?> { ["originalStatus"] = status });

    /// <summary>Nothing ran, or nothing was committed, as far as is known.</summary>
    public Task StoreUnavailableAsync(HttpContext http, bool outcomeUnknown)
    {
        http.Response.Headers.RetryAfter = "1";
        return WriteAsync(http, IdempotencyProblem.StoreUnavailable(outcomeUnknown));
    }

    public Task RecordUnreadableAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status500InternalServerError, "idempotency_record_unreadable", "The record of the idempotency key cannot be read.");

    public Task EventMissingAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status400BadRequest, "event_id_missing", "The event needs an id.");

    public Task EventMalformedAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status400BadRequest, "event_id_malformed", "The event's id is malformed.");

    private Task WriteAsync(HttpContext http, int status, string code, string title, IReadOnlyDictionary<string, object?>? extensions = null) =>
        WriteAsync(http, new ProblemOf(status, code, title) { Extensions = extensions });

    private Task WriteAsync(HttpContext http, in ProblemOf problem)
    {
        if (_type is not null)
            http.Response.Headers.Append(HeaderNames.Link, $"<{_type}>; rel=\"describedby\"");
        return ProblemAnswer.WriteAsync(http, problem with { Type = _type });
    }
}
