using System.Globalization;
using System.Security.Claims;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>Which caller a key belongs to.</summary>
internal static class CallerScope
{
    // What identifies a user, or a program that calls for itself. A name does not: two users can have one.
    private static readonly string[] s_claims = ["sub", ClaimTypes.NameIdentifier, "client_id"];

    public static string? Of(ClaimsPrincipal user)
    {
        var identities = user.Identities.Where(static identity => identity.IsAuthenticated).ToList();
        if (identities.Count == 0)
            return null;

        foreach (var type in s_claims)
        {
            foreach (var identity in identities)
            {
                if (identity.FindFirst(type) is { Value.Length: > 0 } claim)
                    return string.Create(CultureInfo.InvariantCulture, $"{claim.Issuer.Length}:{claim.Issuer}{claim.Value}");
            }
        }

        // As an anonymous caller it would share keys, and answers, with others.
        throw new InvalidOperationException(
            "The user is authenticated and has no claim sub, NameIdentifier or client_id. Set KvIdempotencyEndpointOptions.Scope to what tells callers apart.");
    }
}
