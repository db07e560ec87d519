using Microsoft.AspNetCore.Http.Features;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>
/// What an endpoint sees as <c>RequestAborted</c>: it is not cancelled when the caller hangs up, since the work must not stop half-way, but when the
/// claim is lost or the request has timed out. <c>Abort()</c> is told apart from a hang-up: the endpoint itself wants no answer.
/// </summary>
internal sealed class RequestLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly IHttpRequestLifetimeFeature _inner;
    private readonly CancellationToken _timeout;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _onAborted;
    private readonly CancellationTokenRegistration _onTimeout;

    public RequestLifetime(IHttpRequestLifetimeFeature inner, CancellationToken claimLost, CancellationToken timeout)
    {
        (_inner, _timeout, _aborted, RequestAborted) = (inner, timeout, inner.RequestAborted, claimLost);
        if (!timeout.CanBeCanceled)
            return;

        // The middleware of time-outs takes an exception for one only if its own token is cancelled by then, which is linked to the time-out and to
        // the connection: so that token is followed. If the caller has hung up before, it does not fire again.
        _source = CancellationTokenSource.CreateLinkedTokenSource(claimLost);
        RequestAborted = _source.Token;
        _onAborted = _aborted.UnsafeRegister(static self => ((RequestLifetime)self!).OnAborted(), this);
        _onTimeout = timeout.UnsafeRegister(static self => ((RequestLifetime)self!).OnTimeout(), this);
    }

    public CancellationToken RequestAborted { get; set; }

    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        _inner.Abort();
    }

    public void Dispose()
    {
        _onAborted.Dispose();
        _onTimeout.Dispose();
        _source?.Dispose();
    }

    private void OnAborted()
    {
        if (_timeout.IsCancellationRequested)
            _source!.Cancel();
    }

    private void OnTimeout()
    {
        if (_aborted.IsCancellationRequested)
            _source!.Cancel();
    }
}
