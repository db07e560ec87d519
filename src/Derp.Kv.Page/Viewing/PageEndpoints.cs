using System.Text.Json;
using Derp.Kv.Page.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Derp.Kv.Page.Viewing;

/// <summary>What the page's addresses answer.</summary>
/// <param name="watch">The figures.</param>
/// <param name="files">The page itself.</param>
/// <param name="log">The log.</param>
/// <param name="stopping">Fires when the application ends.</param>
internal sealed class PageEndpoints(Watch watch, PageFiles files, PageLog log, CancellationToken stopping)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The browser comes back, and is authorized again.
    private static readonly TimeSpan s_streamLasts = TimeSpan.FromSeconds(50);

    public Task PageAsync(HttpContext http) => WriteAsync(http, files.PageAt(http.Request.PathBase + http.Request.Path), "text/html; charset=utf-8", isKept: false);

    public Task ScriptAsync(HttpContext http) => WriteAsync(http, files.Script, "text/javascript; charset=utf-8", isKept: true);

    public Task StyleAsync(HttpContext http) => WriteAsync(http, files.Style, "text/css; charset=utf-8", isKept: true);

    public Task MethodsAsync(HttpContext http) =>
        WriteAsync(http, JsonSerializer.SerializeToUtf8Bytes(KnownMethod.ReadAll(), PageJson.Default.IReadOnlyListKnownMethod), "application/json", isKept: false);

    /// <summary>A JSON document a second, as server-sent events.</summary>
    public async Task EventsAsync(HttpContext http)
    {
        if (!IsOpen(http))
            return;
        if (!watch.TryEnter())
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.RetryAfter = "30";
            return;
        }

        try
        {
            using var lasts = new CancellationTokenSource(s_streamLasts, watch.Time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping, lasts.Token);
            await StreamAsync(http, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller has left, the application ends, or the caller is to come back.
        }
        finally
        {
            watch.Leave();
        }
    }

    private async Task StreamAsync(HttpContext http, CancellationToken cancellationToken)
    {
        SetHeaders(http, "text/event-stream", isKept: false);
        http.Response.Headers.ContentEncoding = "identity";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var body = http.Response.BodyWriter;

        // A write that is cancelled breaks the connection: the end comes between two of them. Of those who do not read, the server takes care.
        await body.WriteAsync("retry: 1000\n\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
        for (var second = watch.Current; !cancellationToken.IsCancellationRequested; second = await second.NextAsync().WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (second.Message is { } message)
                await body.WriteAsync(message, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(HttpContext http, byte[] bytes, string type, bool isKept)
    {
        if (!IsOpen(http))
            return;
        SetHeaders(http, type, isKept);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    private bool IsOpen(HttpContext http)
    {
        if (PageAccess.IsOpenTo(http))
            return true;
        log.Closed();
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return false;
    }

    private static void SetHeaders(HttpContext http, string type, bool isKept)
    {
        var headers = http.Response.Headers;
        headers.ContentType = type;
        headers.CacheControl = isKept ? "private, max-age=31536000, immutable" : "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
