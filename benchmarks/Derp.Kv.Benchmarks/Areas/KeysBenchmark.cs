using System.Reflection;
using System.Text;
using Derp.Kv.Keys;

namespace Derp.Kv.Benchmarks;

/// <summary>The key of a product: a generated wrapper's against what its caller would write by hand.</summary>
internal static class KeysBenchmark
{
    private const int Operations = 10_000;

    private delegate byte[] Build(KvClient client, ReadOnlySpan<byte> space, in ProductKey key, int version, ReadOnlySpan<byte> suffix);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var kv = new MemoryKvClient();
        var build = OfWrappers();
        if (!build(kv, default, new(Products.Tenant, Products.Skus[5]), 0, default).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(Interpolated(Products.Skus[5]))))
            throw new InvalidOperationException("The two keys are not the same bytes.");

        var figures = await Rounds.MeasureAsync(settings, warmUps: 60, rounds: 101,
        [
            Each("interpolated string", static sku => Interpolated(sku).Length),
            Each("interpolated string, then UTF-8", static sku => Encoding.UTF8.GetBytes(Interpolated(sku)).Length),
            Each("UTF-8 on the stack by hand", static sku => ByHand(stackalloc byte[64], sku)),
            Each("UTF-8 on the stack by hand, as an array", static sku =>
            {
                Span<byte> buffer = stackalloc byte[64];
                return buffer[..ByHand(buffer, sku)].ToArray().Length;
            }),
            Each("Derp.Kv, written on the stack", static sku =>
            {
                var writer = new KeyWriter(stackalloc byte[256]);
                new ProductKey(Products.Tenant, sku).WriteKey(ref writer);
                var length = writer.Length;
                writer.Dispose();
                return length;
            }),
            Each("Derp.Kv, as a wrapper builds it (an array)", sku => build(kv, default, new(Products.Tenant, sku), 0, default).Length),
        ]);
        report.Add("Keys", figures, "`product:4711:SKU-000977`. What a client library takes in the end is an array of bytes, 48 B here.", isInChart: true);
        report.Gate("key as a wrapper builds it, time against an interpolated string", figures[^1].Ratio.Median, 0.5);
        report.Gate("the same, without the array", figures[^2].Ratio.Median, 0.5);
        report.Gate("bytes besides the array", Math.Round(figures[^1].Bytes - figures[3].Bytes), 0, " B");
    }

    private static string Interpolated(string sku) => $"product:{Products.Tenant}:{sku}";

    private static int ByHand(Span<byte> buffer, string sku)
    {
        System.Text.Unicode.Utf8.TryWrite(buffer, $"product:{Products.Tenant}:{sku}", out var length);
        return length;
    }

    private static Case Each(string name, Func<string, int> key) => Case.Of(
        name,
        static () => { },
        () =>
        {
            var total = 0;
            for (var i = 0; i < Operations; i++)
                total += key(Products.Skus[i % Products.Count]);
            if (total == 0)
                throw new InvalidOperationException("No key was written.");
        },
        Operations);

    // What a wrapper calls is no public API.
    private static Build OfWrappers() => typeof(KvClient).Assembly
        .GetType("Derp.Kv.Runtime.KeyBuilder", throwOnError: true)!
        .GetMethod("Build", BindingFlags.Public | BindingFlags.Static)!
        .MakeGenericMethod(typeof(ProductKey))
        .CreateDelegate<Build>();

    /// <summary>As the generator writes it for the wrapper in <see cref="Catalog"/>.</summary>
    private readonly struct ProductKey(int tenantId, string sku) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("product:"u8);
            writer.Append(tenantId);
            writer.AppendLiteral(":"u8);
            writer.Append(sku);
        }
    }
}
