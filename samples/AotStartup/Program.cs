using AotStartup;
using Derp.Kv.StackExchangeRedis;

// A program that is started for one value, as functions are: what counts is how soon it has it.
if (args is not [var server, var sku])
{
    Console.Error.WriteLine("AotStartup HOST:PORT SKU");
    return 1;
}

await using var kv = new StackExchangeRedisKvClient(server);
var catalog = new Catalog(kv);
var product = await catalog.GetProductAsync(4711, sku);
Console.WriteLine($"{product.Sku}: {product.Name}, {product.Tags.Count} tags, {(catalog.Runs == 0 ? "cached" : "computed")}");
return 0;
