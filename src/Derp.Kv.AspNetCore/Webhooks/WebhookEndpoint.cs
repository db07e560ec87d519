using System.Buffers;
using Derp.Kv.AspNetCore.Idempotency;
using Derp.Kv.AspNetCore.Idempotency.Recording;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Coordination;
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
    private readonly Records _records;
    private readonly RefusedRequest _refused;
    private readonly string _route;

    public WebhookEndpoint(RequestDelegate next, KvWebhookOptions options, IdempotencyServices services, string route)
    {
        (_next, _options, _route) = (next, options, route);
        _refused = new RefusedRequest(new IdempotencyAnswers(documentation: null), route, services.Log);
        _records = RecordsOf(options, services, "HTTP " + route);
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

    private static Records RecordsOf(KvWebhookOptions options, IdempotencyServices services, string method)
    {
        var ttl = Ttl.Normalize(options.Ttl);
        return options.Ledger is { } ledger
            ? new LedgerRecords(services.Ledger(ledger), new LedgerPolicy(method, RecordOrigin.Event, ttl, InFlightBehavior.Reject, TimeSpan.Zero, IsHandled))
            : new ClaimRecords(
                services.Client(options.Client),
                new ClaimPolicy(method, RecordOrigin.Event, ttl, options.LockTtl, InFlightBehavior.Reject, TimeSpan.Zero, IsHandled, IdempotencyUnavailable.Throw));
    }

    private static bool IsHandled(int status) => status is >= 200 and <= 299;

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
        var call = new CapturedCall(http, _next, MaxResponseBody, feature, static _ => { }) { RemembersHeaders = _records.CanFailAtTheEnd };
        IdempotentResult<NoValue> result;
        try
        {
            result = await _records.ExecuteAsync(
                RecordKey.Of(_records.KeyPrefix, Prefix, _options.Space ?? _route, id),
                default,
                NoValue.Serializer,
                mayWait: false,
                call,
                0,
                static (call, _) => new IdempotentResult<NoValue>(default, call.Status),
                http.RequestAborted).ConfigureAwait(false);
        }
        catch (KvException e) when (RefusedRequest.CanAnswer(http, call, e))
        {
            await _refused.AnswerAsync(http, call, e).ConfigureAwait(false);
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
