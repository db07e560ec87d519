using System.Globalization;
using System.Security.Claims;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>Which caller a key belongs to.</summary>
internal static class CallerScope
{
    public static string? Of(ClaimsPrincipal user)
    {
        if (CallerClaim.Of(user) is { } claim)
            return string.Create(CultureInfo.InvariantCulture, $"{claim.Issuer.Length}:{claim.Issuer}{claim.Value}");

        // As an anonymous caller it would share keys, and answers, with others.
        return CallerClaim.IsAuthenticated(user)
            ? throw new InvalidOperationException(
                "The user is authenticated and has no claim sub, NameIdentifier or client_id. Set KvIdempotencyEndpointOptions.Scope to what tells callers apart.")
            : null;
    }
}
