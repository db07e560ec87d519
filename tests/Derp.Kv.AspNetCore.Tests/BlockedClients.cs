using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.AspNetCore.Tests;

internal static class BlockedClients
{
    /// <summary>Waits until a command stands before a paused server.</summary>
    public static Task EventuallyBlockedAsync(this ValkeyServer server) => Eventually.HoldsAsync(
        async () => await server.InfoAsync("clients", "blocked_clients") != "0", "A command should have reached the paused server.");
}
