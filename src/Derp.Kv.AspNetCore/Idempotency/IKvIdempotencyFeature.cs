namespace Derp.Kv.AspNetCore;

/// <summary>
/// The idempotency of a request, as <c>HttpContext.Features.Get&lt;IKvIdempotencyFeature&gt;()</c>; null where the request has no key. A handler
/// hands <see cref="Key"/> on to the service that it calls.
/// </summary>
public interface IKvIdempotencyFeature
{
    /// <summary>The client's key, without quotes; of a webhook, the event's id. Do not log it.</summary>
    string Key { get; }

    /// <summary>Whether the answer is an earlier one's: the endpoint did not run.</summary>
    bool IsReplay { get; }

    /// <summary>Is cancelled when another request may run under the key. <c>HttpContext.RequestAborted</c> is cancelled with it.</summary>
    CancellationToken ClaimLost { get; }

    /// <summary>
    /// Is cancelled when the caller hangs up, which <c>HttpContext.RequestAborted</c> is not. For an endpoint that streams and has nothing else to finish.
    /// </summary>
    CancellationToken CallerGone { get; }
}
