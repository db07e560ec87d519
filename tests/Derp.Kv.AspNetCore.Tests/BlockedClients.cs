using Derp.Kv.Servers;

namespace Derp.Kv.AspNetCore.Tests;

internal static class BlockedClients
{
    /// <summary>Waits until a command stands before a paused server.</summary>
    public static async Task EventuallyBlockedAsync(this ValkeyServer server)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (await server.InfoAsync("clients", "blocked_clients") == "0")
        {
            Assert.True(DateTime.UtcNow < deadline, "A command should have reached the paused server.");
            await Task.Delay(5);
        }
    }
}
