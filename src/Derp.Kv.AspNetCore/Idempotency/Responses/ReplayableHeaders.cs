using Derp.Kv.AspNetCore.Idempotency.Requests;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>Which headers of a stored answer a replay has: those that describe the result, never those of one caller, connection or moment.</summary>
internal static class ReplayableHeaders
{
    private static readonly HashSet<string> s_refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "Set-Cookie", "Set-Cookie2", "Date", "Server", "Age", "Content-Length", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info",
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Alt-Svc", "Strict-Transport-Security",
        KvHeaderNames.IdempotencyKey, KvHeaderNames.IdempotentReplayed,
    };

    private static readonly string[] s_refusedPrefixes = ["RateLimit", "X-RateLimit", "Access-Control-"];

    public static IReadOnlyList<string> Defaults { get; } =
    [
        "Content-Type", "Content-Language", "Content-Disposition", "Content-Encoding", "Content-Location",
        "Location", "ETag", "Last-Modified", "Link", "Deprecation", "Sunset",
    ];

    public static bool IsRefused(string name) =>
        !Token.Is(name) || s_refused.Contains(name) || s_refusedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
