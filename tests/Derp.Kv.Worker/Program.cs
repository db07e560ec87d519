using System.Globalization;
using Derp.Kv;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Worker;

// The second process of a test, as others have it: started on a server's port, steered by lines, killed when it pleases.
if (args is not [var port, var name] || !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _) || !Scenarios.TryFind(name, out var scenario))
{
    await Console.Error.WriteLineAsync($"Usage: Derp.Kv.Worker <port> {string.Join('|', Scenarios.Names)}");
    return 2;
}

var steering = Steering.Start();
await using var client = new StackExchangeRedisKvClient($"127.0.0.1:{port}", new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(10) });
await client.ConnectAsync();
steering.Write("ready");
await scenario(client, steering);
return 0;
