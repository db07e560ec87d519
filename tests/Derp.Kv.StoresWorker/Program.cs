using Derp.Kv.StoresWorker;

// The second process of a test: a web application over the store at an address, with data protection keys in a folder. It writes where it listens, and ends with its input.
if (args is not [var endpoint, var keys])
{
    await Console.Error.WriteLineAsync("Usage: Derp.Kv.StoresWorker <host:port> <folder>");
    return 2;
}

await using var app = await StoresApp.StartAsync(StoresApp.Connect(endpoint), keys);
Console.WriteLine(app.Address);
while (await Console.In.ReadLineAsync() is not null)
{
}

return 0;
