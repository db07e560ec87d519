using System.Net;
using System.Text;
using Derp.Kv;
using Derp.Kv.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A shop with a live page, whose charges are counted on the server, so that a second one shows whichever process made it. Its first line is where it listens.
if (args is not [var store])
{
    await Console.Error.WriteLineAsync("Usage: Derp.Kv.WebWorker <host:port of the store>");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
});
builder.Services.AddDerpKv(kv => kv.UseStackExchangeRedis(store));
builder.Services.AddKvIdempotency(static o => o.LockTtl = TimeSpan.FromSeconds(1));
var app = builder.Build();
app.MapPost("/charge", ChargeAsync).WithIdempotency();
app.MapPost("/charge-and-wait", ChargeAsync).WithIdempotency(static o => o.InFlight = InFlightBehavior.Wait);

// The first of a key never ends.
app.MapPost("/hold", static async (HttpContext http, KvClient client) =>
{
    var charge = await CountAsync(http, client);
    if (charge == 1)
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    return $"charge {charge}";
}).WithIdempotency();

app.MapDerpKv().AllowAnonymous();
app.MapGet("/prices/{sku}", static (string sku, KvClient client) => new PriceList(client).GetPriceAsync(sku));

await app.StartAsync();
Console.WriteLine(string.Join(' ', app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses));
await app.WaitForShutdownAsync();
return 0;

static async Task<string> ChargeAsync(HttpContext http, KvClient client) => $"charge {await CountAsync(http, client)}";

static async Task<long> CountAsync(HttpContext http, KvClient client) =>
    await client.IncrAsync(Encoding.UTF8.GetBytes("charges:" + http.Features.GetRequiredFeature<IKvIdempotencyFeature>().Key));

internal sealed partial class PriceList(KvClient kv)
{
    [Cached("price:{sku}", Ttl = "1m")]
    private Task<int> GetPriceCoreAsync(string sku) => Task.FromResult(sku.Length);
}
