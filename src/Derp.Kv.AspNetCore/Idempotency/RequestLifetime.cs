using Microsoft.AspNetCore.Http.Features;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>
/// What an endpoint sees as <c>RequestAborted</c>: it is not cancelled when the caller hangs up, since the work must not stop half-way, but when the
/// claim is lost or the request has timed out. <c>Abort()</c> is told apart from a hang-up: the endpoint itself wants no answer.
/// </summary>
internal sealed class RequestLifetime(IHttpRequestLifetimeFeature inner, CancellationToken token) : IHttpRequestLifetimeFeature
{
    public CancellationToken RequestAborted { get; set; } = token;

    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        inner.Abort();
    }
}
