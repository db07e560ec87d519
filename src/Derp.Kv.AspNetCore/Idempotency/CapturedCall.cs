using Derp.Kv.AspNetCore.Idempotency.Recording;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Derp.Kv.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>One run of an endpoint, as the body of an idempotent call: its answer is captured, and its token is the claim's.</summary>
/// <param name="http">The request.</param>
/// <param name="next">The endpoint.</param>
/// <param name="limit">The largest body that is kept.</param>
/// <param name="feature">What the endpoint sees.</param>
/// <param name="marks">Sets the headers of a first answer.</param>
internal sealed class CapturedCall(HttpContext http, RequestDelegate next, int limit, IdempotencyFeature feature, Action<CapturedCall> marks)
{
    private readonly IHttpResponseFeature _response = http.Features.GetRequiredFeature<IHttpResponseFeature>();
    private ResponseCapture? _capture;
    private bool _isMarked;

    /// <summary>Whether the headers that stand before the run are to be kept.</summary>
    public bool RemembersHeaders { get; init; }

    /// <summary>Those, if they are.</summary>
    public IReadOnlyDictionary<string, StringValues>? HeadersBefore { get; private set; }

    /// <summary>Those of the answer.</summary>
    public IHeaderDictionary Headers => http.Response.Headers;

    /// <summary>That of the answer.</summary>
    public int Status => http.Response.StatusCode;

    /// <summary>Whether the endpoint was called: what is thrown from then on is its own.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Whether there is a claim; not where the store was away and the options let the endpoint run all the same.</summary>
    public bool IsProtected { get; private set; }

    /// <summary>Why the body is not kept; null: it is.</summary>
    public string? NotKept { get; private set; }

    /// <summary>Whether the endpoint has returned: what is thrown from then on is the ledger's.</summary>
    public bool HasReturned { get; private set; }

    /// <summary>Offers a transaction to the endpoint, until the result is disposed of.</summary>
    public LedgerScope.Offering Offer(LedgerTransaction transaction) => http.RequestServices.GetRequiredService<LedgerScope>().Offer(transaction);

    /// <summary>Runs the endpoint.</summary>
    /// <param name="isProtected">Whether there is a claim or a row.</param>
    /// <param name="claimLost">The token of the claim, or of the transaction.</param>
    public async ValueTask RunAsync(bool isProtected, CancellationToken claimLost)
    {
        HasRun = true;
        IsProtected = isProtected;
        if (RemembersHeaders)
            HeadersBefore = http.Response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);
        feature.ClaimLost = claimLost;
        var timeout = http.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? CancellationToken.None;
        var features = http.Features;
        var (body, lifetime) = (features.GetRequiredFeature<IHttpResponseBodyFeature>(), features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
        using var ours = new RequestLifetime(lifetime, claimLost, timeout);
        _capture = new ResponseCapture(http, body, limit, Mark);
        features.Set<IHttpResponseBodyFeature>(_capture);
        features.Set<IHttpResponseFeature>(new CapturedResponse(_response, _capture));
        features.Set<IHttpRequestLifetimeFeature>(ours);
        try
        {
            await next(http).ConfigureAwait(false);
            await _capture.EndAsync().ConfigureAwait(false);
        }
        finally
        {
            features.Set(body);
            features.Set(_response);
            features.Set(lifetime);
        }

        // Whether the work is done is not known: the claim is kept until it ends by itself.
        if (ours.IsAborted)
            throw new OperationCanceledException("The endpoint has aborted its request.");
        Check(_capture);
        HasReturned = true;
    }

    /// <summary>What the record keeps, apart from the status.</summary>
    public StoredResponse Keep(ISet<string> headers)
    {
        var kept = new List<KeyValuePair<string, StringValues>>();
        foreach (var (name, values) in http.Response.Headers)
        {
            if (headers.Contains(name))
                kept.Add(new(name, values));
        }

        return new StoredResponse(kept, NotKept is null ? _capture!.Written.ToArray() : default(ReadOnlyMemory<byte>?));
    }

    /// <summary>Sends the captured answer.</summary>
    public async ValueTask SendAsync()
    {
        if (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted)
            return;

        Mark();
        if (_capture is { IsPassing: false, Written.Length: > 0 } capture)
        {
            http.Response.ContentLength ??= capture.Written.Length;
            await capture.SendAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes the answer of an endpoint that has returned back, of which nothing was sent: its work has come to nothing.</summary>
    public void TakeBack()
    {
        http.Response.Clear();
        foreach (var (name, values) in HeadersBefore ?? throw new InvalidOperationException("The headers were not kept."))
            http.Response.Headers[name] = values;
    }

    private void Mark()
    {
        if (_isMarked || _response.HasStarted)
            return;
        _isMarked = true;
        marks(this);
    }

    private void Check(ResponseCapture capture)
    {
        NotKept = capture.PassedBecause
            ?? (http.Response.HasStarted ? "streamed" : null)
            ?? (http.Features.Get<IHttpResponseTrailersFeature>() is { Trailers.Count: > 0 } ? "trailers" : null);

        // The server would refuse these too, but only when the answer is kept.
        if (capture.IsPassing || http.Response.HasStarted)
            return;
        var (status, written) = (http.Response.StatusCode, capture.Written.Length);
        if (written > 0 && status is < 200 or 204 or 205 or 304)
            throw new InvalidOperationException($"A response with the status {status} has no body, and {written} bytes were written.");
        if (status != StatusCodes.Status304NotModified && http.Response.ContentLength is { } length && length != written)
            throw new InvalidOperationException($"The response's Content-Length is {length}, and {written} bytes were written.");
    }
}
