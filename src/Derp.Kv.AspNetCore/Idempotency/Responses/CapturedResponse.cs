using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>
/// The server's response, which says that it has started as soon as the endpoint has written something: code that would clear a response that has not
/// started must not believe that this takes back what is captured.
/// </summary>
internal sealed class CapturedResponse(IHttpResponseFeature inner, ResponseCapture capture) : IHttpResponseFeature
{
    public int StatusCode { get => inner.StatusCode; set => inner.StatusCode = value; }

    public string? ReasonPhrase { get => inner.ReasonPhrase; set => inner.ReasonPhrase = value; }

    public IHeaderDictionary Headers { get => inner.Headers; set => inner.Headers = value; }

#pragma warning disable CS0618 // Obsolete, and a part of the interface.
    public Stream Body { get => inner.Body; set => inner.Body = value; }
#pragma warning restore CS0618

    public bool HasStarted => inner.HasStarted || capture.HasBegun;

    public void OnStarting(Func<object, Task> callback, object state) => inner.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => inner.OnCompleted(callback, state);
}
