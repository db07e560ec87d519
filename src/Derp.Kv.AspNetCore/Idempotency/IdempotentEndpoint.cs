using Derp.Kv.AspNetCore.Idempotency.Recording;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Coordination;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>
/// An endpoint whose answers are kept by key. The body is read first, then the key is claimed, then the endpoint runs with its answer captured, then
/// the record is completed, and only then is the answer sent.
/// </summary>
internal sealed class IdempotentEndpoint
{
    private const string Prefix = "derp:http:";
    private const int ShortestAnonymousKey = 16;

    // All endpoints have one origin: a key that comes again at another one differs in its fingerprint, and is refused for that.
    private static readonly RecordOrigin s_origin = RecordOrigin.Of("http", StoredType.Named("Derp.Kv.AspNetCore.StoredResponse"));

    private readonly RequestDelegate _next;
    private readonly KvIdempotencyEndpointOptions _options;
    private readonly Records _records;
    private readonly IdempotencyLog _log;
    private readonly string _route;
    private readonly WaitingRequests _waiting = new();
    private readonly RefusedRequest _refused;
    private readonly ReplayWriter _replays;

    public IdempotentEndpoint(RequestDelegate next, KvIdempotencyEndpointOptions options, IdempotencyServices services, string route)
    {
        (_next, _options, _log, _route) = (next, options, services.Log, route);
        _refused = new RefusedRequest(new IdempotencyAnswers(options.Documentation), route, _log);
        _replays = new ReplayWriter(options, _refused.Answers, route);
        _records = RecordsOf(options, services, "HTTP " + route);
    }

    // An answer to an error that runs the pipeline again belongs to the request that has been here.
    public Task InvokeAsync(HttpContext http) =>
        _options.Methods.Contains(http.Request.Method) && http.Features.Get<IKvIdempotencyFeature>() is null ? HandleAsync(http) : _next(http);

    private Task HandleAsync(HttpContext http)
    {
        switch (IdempotencyKeyHeader.Parse(http.Request.Headers[_options.Header], out var key))
        {
            case KeyHeader.Missing:
                return _options.Required ? _refused.Answers.KeyMissingAsync(http) : _next(http);
            case KeyHeader.Malformed:
                return _refused.Answers.KeyMalformedAsync(http);
        }

        var scope = _options.Scope(http);
        if (string.IsNullOrEmpty(scope))
        {
            // Only its length keeps another anonymous caller from meeting it.
            if (key.Length < ShortestAnonymousKey)
                return _refused.Answers.KeyMalformedAsync(http);
            scope = null;
        }

        return HandleAsync(http, key, scope);
    }

    private async Task HandleAsync(HttpContext http, string key, string? scope)
    {
        var body = await _refused.TryReceiveAsync(http, _options.MaxRequestBody).ConfigureAwait(false);
        if (body is not { } received)
            return;

        var feature = new IdempotencyFeature(key, http.RequestAborted);
        http.Features.Set<IKvIdempotencyFeature>(feature);
        var call = new CapturedCall(http, _next, _options.MaxResponseBody, feature, Mark) { RemembersHeaders = _records.CanFailAtTheEnd || _log.TellsHeaders(_route) };
        var fingerprint = await RequestFingerprint.OfAsync(http, received, _options.Fingerprint).ConfigureAwait(false);
        var record = RecordKey.Of(_records.KeyPrefix, Prefix, _options.Space, scope, key);
        IdempotentResult<StoredResponse> result;
        try
        {
            result = await ExecuteAsync(record, fingerprint, call, http).ConfigureAwait(false);
        }
        catch (KvException e) when (RefusedRequest.CanAnswer(http, call, e))
        {
            await _refused.AnswerAsync(http, call, e).ConfigureAwait(false);
            return;
        }

        feature.IsReplay = result.IsReplay;
        if (result.IsReplay)
            await _replays.WriteAsync(http, result.Value, result.StatusCode, key).ConfigureAwait(false);
        else
            await call.SendAsync().ConfigureAwait(false);

        void Mark(CapturedCall call)
        {
            // Without a claim the key is not honoured, and the client can see it.
            if (call.IsProtected)
                http.Response.Headers[_options.Header] = IdempotencyKeyHeader.Quote(key);
        }
    }

    private static Records RecordsOf(KvIdempotencyEndpointOptions options, IdempotencyServices services, string method)
    {
        var ttl = Ttl.Normalize(options.Ttl);
        return options.Ledger is { } ledger
            ? new LedgerRecords(services.Ledger(ledger), new LedgerPolicy(method, s_origin, ttl, options.InFlight, options.WaitTimeout, options.ShouldStore))
            : new ClaimRecords(services.Client(options.Client), new ClaimPolicy(method, s_origin, ttl, options.LockTtl, options.InFlight, options.WaitTimeout, options.ShouldStore, options.OnUnavailable));
    }

    private async ValueTask<IdempotentResult<StoredResponse>> ExecuteAsync(byte[] record, Fingerprint fingerprint, CapturedCall call, HttpContext http)
    {
        if (_options.InFlight == InFlightBehavior.Reject)
            return await ExecuteAsync(record, fingerprint, mayWait: false, call, http).ConfigureAwait(false);

        var mayWait = _waiting.Enter(record);
        try
        {
            return await ExecuteAsync(record, fingerprint, mayWait, call, http).ConfigureAwait(false);
        }
        finally
        {
            _waiting.Exit(record);
        }
    }

    private ValueTask<IdempotentResult<StoredResponse>> ExecuteAsync(byte[] record, Fingerprint fingerprint, bool mayWait, CapturedCall call, HttpContext http) =>
        _records.ExecuteAsync(record, fingerprint, StoredResponseSerializer.Instance, mayWait, call, this, static (call, endpoint) => endpoint.Keep(call), http.RequestAborted);

    // What the answer of an endpoint that has returned leaves in the record.
    private IdempotentResult<StoredResponse> Keep(CapturedCall call)
    {
        var stored = call.Keep(_options.ReplayHeaders).Fit(_records.MaxValueSize);
        if (stored.Body is null)
            _log.AnswerNotKept(_route, call.NotKept ?? "too_large");
        else if (call.HeadersBefore is { } before && _log.TellsHeaders(_route))
            _log.HeadersNotReplayed(_route, [.. call.Headers.Keys.Where(name => !before.ContainsKey(name) && !_options.ReplayHeaders.Contains(name) && !ServerHeaders.Contains(name))]);
        return new IdempotentResult<StoredResponse>(stored, call.Status);
    }
}
