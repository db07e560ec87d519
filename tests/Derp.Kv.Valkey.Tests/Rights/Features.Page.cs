using Derp.Kv.Page.Sharing;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Rights;

// What processes with a live page tell each other.
internal sealed partial record Feature
{
    private static async Task PageAsync(KvClient client, ValkeyServer server)
    {
        var heard = new Conformance.Gate();
        Assert.True(await client.SubscribeToLooksAsync(heard.Open, CancellationToken.None));
        await client.PublishLookAsync(CancellationToken.None);
        await heard.WaitAsync();

        // The first begins the list and the second adds itself to it, twice: the library knows the script by then.
        for (var i = 0; i < 2; i++)
        {
            await server.CommandAsync("DEL", "shop:derp:{live}");
            var snapshot = new ProcessSnapshot(ProcessSnapshot.CurrentVersion, "a process", 1, [], [], [], 0);
            var (first, second) = (new SharedSnapshots(client), new SharedSnapshots(client));
            await first.WriteAsync(snapshot, CancellationToken.None);
            Assert.Equal("a process", Assert.Single(await second.ReadAsync(await second.WriteAsync(snapshot, CancellationToken.None), CancellationToken.None)).Name);
        }
    }
}
