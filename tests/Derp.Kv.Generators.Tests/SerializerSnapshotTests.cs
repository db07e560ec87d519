using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

public class SerializerSnapshotTests
{
    [Fact]
    public void Record_graph_is_maps_by_name() => Snapshot.Verify("""
        namespace Shop;

        public enum Currency { Euro, Pound }

        public sealed record Basket(Guid Id, string? Note, Dictionary<string, Line> Lines, Currency? Currency, Basket? Previous = null);

        public readonly record struct Line(int Count, decimal Price = 1.5m);

        public sealed partial class Baskets(KvClient kv)
        {
            [Cached("basket:{id}", Ttl = "5m")]
            private Task<Basket> GetCoreAsync(Guid id) => throw new NotSupportedException();
        }
        """);

    [Fact]
    public void MessagePackObject_is_an_array_by_key() => Snapshot.Verify("""
        using MessagePack;

        namespace Shop;

        [MessagePackObject]
        public class Parcel
        {
            [Key(0)] public int Id { get; set; }

            [Key(2)] public string? Label { get; init; }

            [Key(3)] public required DateTimeOffset SentAt { get; init; }

            [IgnoreMember] public bool IsLabelled => Label is not null;
        }

        public sealed partial class Parcels(KvClient kv)
        {
            [Cached("parcel:{id}", Ttl = "5m")]
            private Task<Parcel?> GetCoreAsync(int id) => Task.FromResult<Parcel?>(null);
        }
        """);
}
