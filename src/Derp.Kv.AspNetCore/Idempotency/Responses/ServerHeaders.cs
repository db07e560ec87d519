namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>Headers that each answer gets anew, so that a replay loses nothing with them.</summary>
internal static class ServerHeaders
{
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Date", "Server", "Transfer-Encoding", "Vary" };

    public static bool Contains(string name) => s_names.Contains(name);
}
