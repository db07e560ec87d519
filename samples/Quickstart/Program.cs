using System.Text;
using Derp.Kv;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;

Console.OutputEncoding = Encoding.UTF8;
string? valkey = null;
switch (args)
{
    case []:
        break;
    case ["--valkey", var address]:
        valkey = address;
        break;
    default:
        Console.Error.WriteLine("usage: dotnet run --project samples/Quickstart [-- --valkey host:port]");
        return 2;
}

// Each run has keys of its own, so that what an earlier run left on a server does not answer this one.
var run = $"quickstart:{Guid.NewGuid():N}:";
var services = new ServiceCollection();
try
{
    services.AddDerpKv(kv => (valkey is null ? kv.UseMemory() : kv.UseStackExchangeRedis(valkey)).Configure(options => options.KeyPrefix = run));
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

if (valkey is not null)
{
    services.AddDerpKv(Tour.OtherProcess, kv => kv.UseStackExchangeRedis(valkey).Configure(options => options.KeyPrefix = run));
    services.AddKeyedSingleton(Tour.OtherProcess, static (provider, key) =>
        new Countries(provider.GetRequiredKeyedService<KvClient>(key), provider.GetRequiredService<Database>()));
}

services
    .AddSingleton<Database>()
    .AddSingleton<Countries>()
    .AddSingleton<Payments>()
    .AddSingleton<Logins>()
    .AddSingleton<Show>()
    .AddSingleton<Tour>();
await using var provider = services.BuildServiceProvider();

try
{
    await provider.GetRequiredService<KvClient>().ConnectAsync();
}
catch (KvException e)
{
    Console.Error.WriteLine($"No server answers at {valkey}: {e.Message}");
    return 1;
}

var rows = await provider.GetRequiredService<Database>().FillAsync();
Console.WriteLine($"Derp.Kv on {(valkey is null ? "memory" : $"Valkey at {valkey}")}, before a SQLite database of {rows} countries.");
await provider.GetRequiredService<Tour>().RunAsync();

var show = provider.GetRequiredService<Show>();
Console.WriteLine();
Console.WriteLine(show.AllTrue ? "Everything was as promised." : "Something was not as promised: see the rows marked NOT.");
return show.AllTrue ? 0 : 1;
