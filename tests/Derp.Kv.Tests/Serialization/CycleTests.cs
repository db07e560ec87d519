using Derp.Kv.Serialization;
using MessagePack;

namespace Derp.Kv.Tests.Serialization;

/// <summary>K11: a value that contains itself has no form. What is said of it names the members, and no value.</summary>
public sealed partial class CycleTests : IAsyncDisposable
{
    private readonly MemoryKvClient _kv = new();

    private static Order Ring()
    {
        var order = new Order { Name = "secret" };
        order.Lines.Add(new Line { Order = order });
        return order;
    }

    [Fact]
    public async Task K11_The_members_of_a_cycle_are_named()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => new Shop(_kv).PlaceAsync("a", Ring()));

        Assert.Contains("by the cycle Order.Lines → Line.Order.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.False(await _kv.ScanAsync(cancellationToken: TestContext.Current.CancellationToken).AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void K11_A_cycle_through_collections_alone_is_named_by_the_type()
    {
        var forest = new Forest();
        forest.Add(forest);

        Assert.Contains("by the cycle Forest.", CycleFinder.Explain([forest]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nests_deep_without_a_cycle_is_not_called_one()
    {
        var deep = new Node();
        for (var i = 0; i < 600; i++)
            deep = new Node { Next = deep };
        deep.Parent = deep;

        // The member that is left out of the contract leads back; writing does not go there.
        Assert.Contains("nests more than 500 levels deep", CycleFinder.Explain([deep]), StringComparison.Ordinal);
        Assert.DoesNotContain("by the cycle", CycleFinder.Explain([deep]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shared_is_not_a_cycle()
    {
        var node = new Node();

        Assert.DoesNotContain("by the cycle", CycleFinder.Explain([new[] { node, node }, Tuple.Create(node, node)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Getters_that_throw_or_never_end_do_not_disturb() =>
        Assert.DoesNotContain("by the cycle", CycleFinder.Explain([new Odd()]), StringComparison.Ordinal);

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    internal sealed class Order
    {
        public string? Name { get; set; }

        public List<Line> Lines { get; set; } = [];
    }

    internal sealed class Line
    {
        public Order? Order { get; set; }
    }

    internal sealed class Forest : List<Forest>;

    internal sealed class Node
    {
        public Node? Next { get; set; }

        [IgnoreMember]
        public Node? Parent { get; set; }
    }

    internal sealed class Odd
    {
        public int Depth { get; init; }

        public Odd Next => new() { Depth = Depth + 1 };

        public int Value => Depth >= 0 ? throw new InvalidOperationException("secret") : 0;
    }

    internal sealed partial class Shop(KvClient kv)
    {
        private int _placed;

        [Idempotent("cycle:order:{key}", Ttl = "1h")]
        private Task<int> PlaceCoreAsync(string key, Order order) => Task.FromResult(++_placed);
    }
}
