using System.Security.Claims;

namespace Derp.Kv.AspNetCore;

/// <summary>What identifies a user, or a program that calls for itself: for keys that belong to a caller, and for limits of one. A name does not: two users can have one.</summary>
internal static class CallerClaim
{
    private static readonly string[] s_types = ["sub", ClaimTypes.NameIdentifier, "client_id"];

    /// <summary>Whether anything has authenticated the caller.</summary>
    public static bool IsAuthenticated(ClaimsPrincipal user) => user.Identities.Any(static identity => identity.IsAuthenticated);

    /// <summary>The claim, of an identity that is authenticated; null if there is none.</summary>
    public static Claim? Of(ClaimsPrincipal user)
    {
        foreach (var type in s_types)
        {
            foreach (var identity in user.Identities)
            {
                if (identity.IsAuthenticated && identity.FindFirst(type) is { Value.Length: > 0 } claim)
                    return claim;
            }
        }

        return null;
    }
}
