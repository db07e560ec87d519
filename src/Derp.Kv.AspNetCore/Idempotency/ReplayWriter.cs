using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>Answers a request by an earlier answer: its status, headers and bytes, and a mark.</summary>
internal sealed class ReplayWriter(KvIdempotencyEndpointOptions options, IdempotencyAnswers answers, string route)
{
    public async Task WriteAsync(HttpContext http, StoredResponse stored, int status, string key)
    {
        if (stored.Body is not { } body)
        {
            WebMetrics.Conflict(route, "result_not_kept");
            foreach (var (name, values) in stored.Headers)
            {
                if (name.Equals("Location", StringComparison.OrdinalIgnoreCase) && options.ReplayHeaders.Contains(name))
                    http.Response.Headers[name] = values;
            }

            await answers.ResultNotKeptAsync(http, status).ConfigureAwait(false);
            return;
        }

        var response = http.Response;
        response.StatusCode = status;

        // A header that has been taken off the list since does not come back.
        foreach (var (name, values) in stored.Headers)
        {
            if (options.ReplayHeaders.Contains(name))
                response.Headers[name] = values;
        }

        response.Headers[options.Header] = IdempotencyKeyHeader.Quote(key);
        response.Headers[KvHeaderNames.IdempotentReplayed] = "true";
        if (options.OnReplay is { } replaying)
            await replaying(http).ConfigureAwait(false);
        WebMetrics.Replay(route);
        if (body.Length > 0 && !response.HasStarted)
        {
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
