namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>The beginnings of the library's own keys: claims, counters and tags, and the helpers' default prefixes.</summary>
internal static class ReservedSpaces
{
    private static readonly string[] s_spaces =
    [
        "derp:once:", "derp:limit:", "derp:tag:", "derp:idempotency:", "derp:ratelimit:", "derp:webhook:",
    ];

    /// <summary>A space that a key of these pieces could begin with, or null.</summary>
    public static string? Reached(IReadOnlyList<KeyPiece> pieces) =>
        s_spaces.FirstOrDefault(s => KeyIntersection.CanMeet(pieces, [new KeyPiece(s, default), new KeyPiece(null, CharacterSet.All)]));
}
