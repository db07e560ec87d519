using System.Buffers;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>How reading a request's body ended.</summary>
internal enum BodyState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It can be read from its beginning, again and again.</summary>
    Buffered,

    /// <summary>Middleware has read it as a form, which stands instead.</summary>
    Form,

    /// <summary>A form whose token against forgery is missing or wrong: whoever reads it gets an exception, the endpoint too.</summary>
    RefusedForm,

    TooLarge,
}

/// <summary>
/// A body is read before the claim: so a caller who hangs up while sending claims nothing, and the endpoint can still read after its caller has
/// gone, which Kestrel does not allow by itself.
/// </summary>
internal readonly record struct ReceivedBody(BodyState State, long Length)
{
    // Beyond it the framework spools to a file.
    private const int InMemory = 64 * 1024;

    public static async ValueTask<ReceivedBody> ReceiveAsync(HttpContext http, long max)
    {
        var request = http.Request;
        if (request.ContentLength > max)
            return new(BodyState.TooLarge, 0);
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return default;
        if (!request.Body.CanSeek)
        {
            if (IsForm(request.ContentType) && http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                return new(BodyState.RefusedForm, 0);
            if (http.Features.Get<IFormFeature>()?.Form is not null)
                return new(BodyState.Form, 0);
            request.EnableBuffering((int)Math.Min(request.ContentLength ?? InMemory, InMemory));
        }

        request.Body.Position = 0;
        var length = await DrainAsync(request.Body, max, http.RequestAborted).ConfigureAwait(false);
        if (length > max)
            return new(BodyState.TooLarge, 0);
        request.Body.Position = 0;
        return new(length == 0 ? BodyState.None : BodyState.Buffered, length);
    }

    // The request itself does not say it where the token is wrong.
    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<long> DrainAsync(Stream body, long max, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0L;
        while (length <= max && await body.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            length += read;
        ArrayPool<byte>.Shared.Return(chunk);
        return length;
    }
}
