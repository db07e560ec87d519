using System.Collections.Concurrent;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit in memory: the generated wrapper against what a hand would write with a dictionary.</summary>
internal static class WrapperBenchmark
{
    private const int Operations = 20_000;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var kv = new MemoryKvClient();
        var catalog = new Catalog(kv);
        var shared = new ConcurrentDictionary<(int, string), Task<Product>>();
        var copied = new ConcurrentDictionary<(int, string), Product>();
        var product = await catalog.GetProductAsync(7, "apple", default);
        shared[(7, "apple")] = Task.FromResult(product);
        copied[(7, "apple")] = product;
        await catalog.GetCountAsync(7);

        var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 51,
        [
            Each("floor: dictionary, one shared task", () => shared[(7, "apple")]),
            Each("dictionary, a copy and a task each", () => Task.FromResult(Copy(copied[(7, "apple")]))),
            Each("Derp.Kv, a number", () => catalog.GetCountAsync(7)),
            Each("Derp.Kv, the product", () => catalog.GetProductAsync(7, "apple", default)),
        ]);
        report.Add("Hit on memory", figures, "One caller, the key included; wrappers on `MemoryKvClient`.");
        if (catalog.Runs != 2)
            throw new InvalidOperationException("A hit ran the body.");
    }

    private static Product Copy(Product product) => product with { Maker = product.Maker with { }, Tags = [.. product.Tags] };

    private static Case Each<T>(string name, Func<Task<T>> call) => Case.Of(
        name,
        () => { },
        () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                if (!call().IsCompletedSuccessfully)
                    throw new InvalidOperationException("A hit in memory did not end at once.");
            }
        },
        Operations);
}
