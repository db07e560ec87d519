using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Derp.Kv;

namespace AotSerialization;

/// <summary>A cached method for each group of types. Each counts how often its body ran.</summary>
internal sealed partial class Library(KvClient kv)
{
    public int Runs { get; private set; }

    [Cached("scalars", Ttl = "1m")]
    private Task<Scalars> ScalarsCoreAsync() => Ran(new Scalars(
        true, 'x', -8, 8, -16, 16, -32, 32, -64, 64, Int128.MinValue, UInt128.MaxValue, (Half)1.5, 2.5f, 3.5, 4.50m, BigInteger.Pow(7, 70), new Complex(1, 2), "text", [1, 2],
        new Guid("0123456789abcdef0123456789abcdef"), new Uri("https://example.org/"), new Version(1, 2, 3), new StringBuilder("built"), new BitArray(2) { [0] = true },
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Local), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), TimeSpan.FromMinutes(3), new DateOnly(2024, 2, 29),
        new TimeOnly(4, 5), Size.Large, 5, null, new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 }, new(new byte[] { 4 })));

    [Cached("sequences", Ttl = "1m")]
    private Task<Sequences> SequencesCoreAsync()
    {
        int[] n = [1, 2, 3];
        return Ran(new Sequences(
            n, [n, []], new[,] { { 1, 2 }, { 3, 4 } }, new[, ,] { { { "a" } } }, new byte[,,,] { { { { 1 } } } }, [.. n], new(n), new(n), new(n), [.. n], ["b", "a"], n.Where(i => i > 1), [.. n], [.. n], n, n,
            new HashSet<Guid> { Guid.Empty }, n.ToHashSet(), [.. n], new(n), [.. n], new([.. n]), new(n), new(n), new(n), [.. n], [.. n], ImmutableList.CreateRange(n), [.. n],
            ImmutableHashSet.CreateRange(n), [.. n], [.. n], [.. n], n.ToFrozenSet(), n, new long[] { 1, 2 }, new(n), ["own"]));
    }

    [Cached("maps", Ttl = "1m")]
    private Task<Maps> MapsCoreAsync()
    {
        var many = Enumerable.Range(0, 300).ToDictionary(i => (long)i, i => i);
        var map = new Dictionary<int, int> { [1] = 2 };
        var words = new[] { "a", "bb", "cc" };
        return Ran(new Maps(
            new() { ["a"] = 1 }, new() { [2] = "b" }, new() { [3] = "c" }, new Dictionary<Size, int> { [Size.Large] = 1 }, many, new(map), new([new(Guid.Empty, 1)]), map.ToImmutableDictionary(),
            map.ToImmutableDictionary(), map.ToImmutableSortedDictionary(), new Dictionary<string, int> { ["f"] = 1 }.ToFrozenDictionary(), words.ToLookup(w => w.Length),
            words.GroupBy(w => w.Length).Last(), new() { ["o"] = 1 }));
    }

    [Cached("products", Ttl = "1m")]
    private Task<Products> ProductsCoreAsync() => Ran(new Products((1, "a"), (1, 2, 3, 4, 5, 6, 7, 8, "9"), new(1, "b"), new("k", null), new(() => 4)));

    [Cached("objects", Ttl = "1m")]
    private Task<Objects> ObjectsCoreAsync() => Ran(new Objects(
        new() { Id = 1, Next = new() { Id = 2 } }, new() { First = 1, Sixth = "six" }, new() { Name = "n" }, new() { Value = "v" }, [new Circle(1.5), new Square(2)],
        new(3) { Name = "built" }, new() { X = 1, Y = 2 }, new([new(1, 2)], 7), new(995), new()));

    private Task<T> Ran<T>(T value)
    {
        Runs++;
        return Task.FromResult(value);
    }
}
