namespace Tickets;

internal static class SecurityHeaders
{
    // The page's own files and requests, and nothing else: no inline script or style, no other host, no frame around it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app, Settings settings) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            // The live page at /kv has a stricter policy of its own.
            http.Response.Headers.TryAdd("Content-Security-Policy", Policy);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers["X-Process"] = settings.Name;
            return Task.CompletedTask;
        });
        return next(http);
    });
}
