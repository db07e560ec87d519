using System.Globalization;
using AotStartup;
using StackExchange.Redis;
using Startup;

// What one writes without a cache library.
var (server, sku) = (args[0], args[1]);
await using var connection = await ConnectionMultiplexer.ConnectAsync(server);
var database = connection.GetDatabase();
var key = string.Create(CultureInfo.InvariantCulture, $"hand:{4711}:{sku}");
byte[]? bytes = await database.StringGetAsync(key);
var isCached = bytes is not null;
Product product;
if (bytes is not null)
{
    product = ProductFormat.Read(bytes);
}
else
{
    product = Product.Load(4711, sku);
    await database.StringSetAsync(key, ProductFormat.Write(product), TimeSpan.FromHours(1));
}

Console.WriteLine($"{product.Sku}: {product.Name}, {product.Tags.Count} tags, {(isCached ? "cached" : "computed")}");
