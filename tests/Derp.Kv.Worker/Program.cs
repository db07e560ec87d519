using System.Globalization;
using Derp.Kv.Worker;

// The second process of a test, as others have it: started on a server's port, steered by lines, killed when it pleases.
if (args is not [var text, var name] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || !Scenarios.TryFind(name, out var scenario))
{
    await Console.Error.WriteLineAsync($"Usage: Derp.Kv.Worker <port> {string.Join('|', Scenarios.Names)}");
    return 2;
}

var host = new Host(port, Steering.Start());
await using var client = host.Connect();
await client.ConnectAsync();
host.Steering.Write("ready");
await scenario(host, client);
return 0;
