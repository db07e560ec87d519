using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>What a method with a near cache looks like.</summary>
public class NearSnapshotTests
{
    [Fact]
    public void Key_of_plain_values_keeps_the_values() => Snapshot.Verify("""
        namespace Shop;

        public sealed record Product(string Sku, Shelf? Shelf);
        public sealed record Shelf(int Number, DateTimeOffset Since);
        public enum Unit : byte { Piece, Box }

        public sealed partial class Stock(KvClient kv, string region)
        {
            [Cached("stock:{region}:{tenantId}:{product.Sku}:{product.Shelf.Number}:{product.Shelf.Since}:{unit}:{weight}:{tenantId}", Ttl = "5m", Near = "2s", CacheNulls = false)]
            private Task<decimal?> CountCoreAsync(int tenantId, Product product, Unit? unit, double weight, CancellationToken ct = default) => Task.FromResult<decimal?>(1m);
        }
        """);

    [Fact]
    public void Key_of_anything_else_is_compared_by_its_bytes() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Search(KvClient kv)
        {
            [Cached("search:{words}", Ttl = "5m", Near = "1500ms")]
            private Task<int> CountCoreAsync(string[] words, CancellationToken ct = default) => Task.FromResult(words.Length);
        }
        """);

    [Fact]
    public void Plain_data_is_copied() => Snapshot.Verify("""
        using System.Collections.Immutable;
        using MessagePack;
        namespace Shop;

        public sealed record Address(string City);
        public class Line { public string Sku { get; set; } = ""; public decimal Price { get; set; } }
        public record Order(int Id, Address Address, IReadOnlyList<Line> Lines) { public Dictionary<string, List<int>>? Stock { get; set; } public required ImmutableArray<string> Tags { get; init; } }
        [Union(0, typeof(Card)), Union(1, typeof(Cash))] public abstract record Payment;
        public sealed record Card(string Number) : Payment { public int[]? Parts { get; set; } }
        public sealed record Cash(decimal Amount) : Payment;

        public sealed partial class Orders(KvClient kv)
        {
            [Cached("order:{id}", Ttl = "5m", Near = "2s")]
            private Task<Order?> GetOrderCoreAsync(int id) => Task.FromResult<Order?>(null);

            [Cached("orders:{customer}", Ttl = "5m", Near = "2s")]
            private Task<List<Order?>?> GetOrdersCoreAsync(string customer) => Task.FromResult<List<Order?>?>(null);

            [Cached("payment:{id}", Ttl = "5m", Near = "2s")]
            private Task<Payment> GetPaymentCoreAsync(int id) => Task.FromResult<Payment>(new Cash(id));
        }
        """);
}
