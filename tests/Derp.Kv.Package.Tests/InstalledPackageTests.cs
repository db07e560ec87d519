using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>What a user sees who installs the packages.</summary>
public class InstalledPackageTests(PackedFeed feed)
{
    [Fact]
    public async Task One_reference_brings_library_and_generator()
    {
        var shop = new Consumer(feed, "Shop", "Derp.Kv", "Derp.Kv.StackExchangeRedis");
        shop.Write("Catalog.cs", """
            using Derp.Kv;

            namespace Shop;

            internal sealed record Product(int Id, string Name, IReadOnlyList<string> Tags);

            internal sealed partial class Catalog(KvClient kv)
            {
                public int Runs { get; private set; }

                [Cached("product:{id}", Ttl = "5m")]
                [RateLimited("product:{id}", Limit = 3, Window = "1h")]
                private Task<Product?> GetProductCoreAsync(int id, CancellationToken ct = default)
                {
                    Runs++;
                    return Task.FromResult<Product?>(new Product(id, "apple", ["red", "sweet"]));
                }

                [Idempotent("payment:{key}", Ttl = "1d")]
                private Task<string> PayCoreAsync(string key, decimal amount) => Task.FromResult($"paid {++Runs}");
            }
            """);
        shop.Write("Program.cs", """
            using System.Globalization;
            using Derp.Kv;
            using Derp.Kv.StackExchangeRedis;
            using Shop;

            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            await using var kv = new MemoryKvClient();
            var catalog = new Catalog(kv);

            for (var i = 0; i < 3; i++)
            {
                var product = await catalog.GetProductAsync(7);
                Console.WriteLine($"{product!.Id} {product.Name} {string.Join(',', product.Tags)}, {catalog.Runs} run");
            }

            try
            {
                await catalog.GetProductAsync(7);
            }
            catch (RateLimitExceededException e)
            {
                Console.WriteLine($"denied after {e.Result.Limit}");
            }

            Console.WriteLine(await catalog.InvalidateGetProductAsync(7));
            Console.WriteLine($"{await catalog.PayAsync("a", 1.5m)}, {await catalog.PayAsync("a", 1.5m)}, {await catalog.PayAsync("b", 1.5m)}");
            Console.WriteLine(typeof(StackExchangeRedisKvClient).BaseType == typeof(KvClient));
            """);

        (await shop.BuildAsync()).Succeeded();
        var run = (await shop.RunAsync()).Succeeded();

        Assert.Equal(
            [
                "7 apple red,sweet, 1 run",
                "7 apple red,sweet, 1 run",
                "7 apple red,sweet, 1 run",
                "denied after 3",
                "True",
                "paid 2, paid 2, paid 3",
                "True",
            ],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')));
    }

    // The client's package alone: the generator comes with what it depends on.
    [Fact]
    public async Task Refused_method_is_an_error_of_the_build()
    {
        var wrong = new Consumer(feed, "Wrong", "Derp.Kv.StackExchangeRedis");
        wrong.Write("Program.cs", """
            using Derp.Kv;

            Console.WriteLine(typeof(Clock));

            internal sealed class Clock(KvClient kv)
            {
                [Cached(Ttl = "1m")]
                private Task<bool> IsDayCoreAsync(int zone) => Task.FromResult(zone > 0 && kv is not null);
            }
            """);

        var build = await wrong.BuildAsync();

        Assert.NotEqual(0, build.ExitCode);
        Assert.Matches(@"Program\.cs\(\d+,\d+\): error DKV0002: 'Clock' must be partial, .* \(https://.*/docs/diagnostics/DKV0002\.md\)", build.Output);
    }
}
