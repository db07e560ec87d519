using System.Buffers;
using Derp.Kv.AspNetCore.Idempotency;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Runtime;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Webhooks;

/// <summary>
/// A webhook whose events are handled once. Only a 2xx counts as handled: that is what tells a sender to stop. A delivery with a forged signature
/// is answered by the handler with something else, and so takes nothing from the genuine one.
/// </summary>
internal sealed class WebhookEndpoint
{
    private const string Prefix = "derp:webhook:";
    private const int LongestId = 255;

    // No answer is larger than this and still captured whole; nothing of it is kept.
    private const int MaxResponseBody = 256 * 1024;

    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)]);

    private readonly RequestDelegate _next;
    private readonly KvWebhookOptions _options;
    private readonly KvClient _client;
    private readonly RefusedRequest _refused;
    private readonly string _route;
    private readonly ClaimPolicy _policy;

    public WebhookEndpoint(RequestDelegate next, KvWebhookOptions options, KvClient client, string route, IdempotencyLog log)
    {
        (_next, _options, _client, _route) = (next, options, client, route);
        _refused = new RefusedRequest(new IdempotencyAnswers(documentation: null), route, log);
        _policy = new ClaimPolicy(
            "HTTP " + route,
            RecordOrigin.Event,
            Ttl.Normalize(options.Ttl),
            options.LockTtl,
            InFlightBehavior.Reject,
            TimeSpan.Zero,
            static status => status is >= 200 and <= 299,
            IdempotencyUnavailable.Throw);
    }

    public Task InvokeAsync(HttpContext http) => http.Features.Get<IKvIdempotencyFeature>() is null ? HandleAsync(http) : _next(http);

    private async Task HandleAsync(HttpContext http)
    {
        if (await _refused.TryReceiveAsync(http, _options.MaxRequestBody).ConfigureAwait(false) is not { } body)
            return;

        var id = await IdOfAsync(http, body).ConfigureAwait(false);
        if (string.IsNullOrEmpty(id))
        {
            await _refused.Answers.EventMissingAsync(http).ConfigureAwait(false);
            return;
        }

        if (id.Length > LongestId || HasSeveral(http) || id.AsSpan().ContainsAnyExcept(s_idCharacters))
        {
            await _refused.Answers.EventMalformedAsync(http).ConfigureAwait(false);
            return;
        }

        await HandleAsync(http, id).ConfigureAwait(false);
    }

    private async ValueTask<string?> IdOfAsync(HttpContext http, ReceivedBody body)
    {
        if (_options.EventId is not { } read)
            return http.Request.Headers[_options.Header].ToString();

        var id = await read(http).ConfigureAwait(false);
        if (body.State == BodyState.Buffered)
            http.Request.Body.Position = 0;
        return id;
    }

    // Whatever is between makes of two headers one with a comma.
    private bool HasSeveral(HttpContext http) =>
        _options.EventId is null && (http.Request.Headers[_options.Header] is { Count: > 1 } || http.Request.Headers[_options.Header].ToString().Contains(',', StringComparison.Ordinal));

    private async Task HandleAsync(HttpContext http, string id)
    {
        var feature = new IdempotencyFeature(id, http.RequestAborted);
        http.Features.Set<IKvIdempotencyFeature>(feature);
        var call = new CapturedCall(http, _next, MaxResponseBody, feature, static _ => { });
        IdempotentResult<NoValue> result;
        try
        {
            result = await _client.ExecuteOnceAsync(
                RecordKey.Of(_client, Prefix, _options.Space ?? _route, id),
                default,
                NoValue.Serializer,
                _policy,
                (Call: call, Http: http),
                static async (run, claimLost) =>
                {
                    await run.Call.RunAsync(claimLost).ConfigureAwait(false);
                    return new IdempotentResult<NoValue>(default, run.Http.Response.StatusCode);
                },
                http.RequestAborted).ConfigureAwait(false);
        }
        catch (KvException e) when (!call.HasRun && RefusedRequest.IsOurs(e))
        {
            await _refused.AnswerAsync(http, e).ConfigureAwait(false);
            return;
        }

        if (!result.IsReplay)
        {
            await call.SendAsync().ConfigureAwait(false);
            return;
        }

        feature.IsReplay = true;
        WebMetrics.Replay(_route);
        http.Response.StatusCode = result.StatusCode;
        http.Response.Headers[KvHeaderNames.IdempotentReplayed] = "true";
    }
}
