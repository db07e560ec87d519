using System.Buffers;
using Derp.Kv.Coordination.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>
/// What makes two requests the same operation, framed:
/// <code>
/// version          1
/// method
/// path             base and path, as routed
/// kind             1 bytes, 2 parts, 3 form that middleware has read, 4 the application's own, 0 no body
/// query            as sent, not for kind 4
/// media type       with its parameters but the boundary, not for kind 4
/// content
/// </code>
/// JSON is not normalized: a retry sends its bytes again. The parts of a multipart body are taken one by one, since its boundary is random for each
/// content object.
/// </summary>
internal static class RequestFingerprint
{
    public static async ValueTask<Fingerprint> OfAsync(
        HttpContext http,
        ReceivedBody body,
        Func<HttpContext, IBufferWriter<byte>, CancellationToken, ValueTask>? own)
    {
        var request = http.Request;
        using var hash = new FramedHash();
        hash.Add([1]);
        hash.Add(request.Method);
        hash.Add(request.PathBase.Add(request.Path).Value ?? "");
        if (own is not null)
        {
            hash.Add([4]);
            var written = new ArrayBufferWriter<byte>();
            await own(http, written, http.RequestAborted).ConfigureAwait(false);
            hash.Add(written.WrittenSpan);
        }
        else
        {
            await AddContentAsync(hash, http, body).ConfigureAwait(false);
        }

        if (body.State == BodyState.Buffered)
            request.Body.Position = 0;
        return Finish(hash);
    }

    private static async ValueTask AddContentAsync(FramedHash hash, HttpContext http, ReceivedBody body)
    {
        var request = http.Request;
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var parts = body.State == BodyState.Buffered && type is not null && MultipartParts.BoundaryOf(type) is { } boundary
            ? await MultipartParts.TryReadAsync(request.Body, boundary, http.RequestAborted).ConfigureAwait(false)
            : null;
        hash.Add([(byte)(body.State switch { BodyState.None => 0, BodyState.Form or BodyState.RefusedForm => 3, _ => parts is null ? 1 : 2 })]);
        hash.Add(request.QueryString.Value ?? "");
        AddMediaType(hash, type, request.ContentType, isRaw: body.State == BodyState.Buffered && parts is null);
        if (parts is not null)
        {
            hash.Add(parts);
        }
        else if (body.State == BodyState.Buffered)
        {
            request.Body.Position = 0;
            await hash.AddAsync(request.Body, http.RequestAborted).ConfigureAwait(false);
        }
        else if (body.State == BodyState.Form)
        {
            await FormParts.AddAsync(hash, await request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false), http.RequestAborted).ConfigureAwait(false);
        }
    }

    private static void AddMediaType(FramedHash hash, MediaTypeHeaderValue? type, string? text, bool isRaw)
    {
        if (type is null)
        {
            hash.Add(text ?? "");
            return;
        }

        // The boundary is a part of what was sent only where its bytes are.
        var parameters = type.Parameters
            .Where(parameter => isRaw || !parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
            .Select(static parameter => $"{Lower(parameter.Name)}={HeaderUtilities.RemoveQuotes(parameter.Value)}")
            .Order(StringComparer.Ordinal);
        hash.Add($"{Lower(type.MediaType)};{string.Join(';', parameters)}");
    }

    private static string Lower(StringSegment text) => text.ToString().ToLowerInvariant();

    private static Fingerprint Finish(FramedHash hash)
    {
        Span<byte> half = stackalloc byte[Fingerprint.Size];
        hash.Finish(half);
        return Fingerprint.Read(half);
    }
}
