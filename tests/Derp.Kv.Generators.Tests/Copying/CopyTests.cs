using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Tests.Harness;
using Derp.Kv.Generators.Tests.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Copying;

/// <summary>
/// N7, C9: a copy is what the decoder would make of the same bytes, and shares nothing that can change. Of each type there are ten
/// values, and forty when <c>DERP_KV_LONG</c> is 1.
/// </summary>
public class CopyTests
{
    private const string Types = """
        using System.Collections.Immutable;
        public enum Kind { A, B, C }
        public record FrozenPart(string Name, int? Number, ImmutableArray<string> Words);
        public class Line { public string? Sku { get; set; } public int Count; public decimal Price { get; set; } public FrozenPart? Part { get; set; } public Kind Kind { get; set; } }
        public record Order(int Id, List<Line> Lines) { public string? Note { get; set; } public required Uri Link { get; init; } public Line? First { get; init; } }
        public class Base { public int[]? Numbers { get; set; } public Guid Id; }
        public class Derived : Base { public byte[]? Bytes { get; init; } public DateTime At { get; set; } }
        public struct Point { public int X; public double Y { get; set; } public List<int>? Trail; }
        public readonly struct Pair(int left, Line? right) { public int Left { get; } = left; public Line? Right { get; } = right; }
        public record struct Struck(string? Name, int[]? Values);
        public class Guarded { public Guarded(List<int> items) { Items = items ?? new(); } public List<int> Items { get; } }
        public class Everything
        {
            public List<string?>? Texts { get; set; }
            public IList<int>? Numbers { get; set; }
            public ICollection<Line?>? Lines { get; set; }
            public IEnumerable<FrozenPart>? Parts { get; set; }
            public IReadOnlyList<List<Line>>? Nested { get; set; }
            public IReadOnlyCollection<int[]>? Arrays { get; set; }
            public Line?[]? LineArray { get; set; }
            public byte[][]? Jagged { get; set; }
            public HashSet<int>? Set { get; set; }
            public ISet<string>? TextSet { get; set; }
            public IReadOnlySet<Guid>? Ids { get; set; }
            public SortedSet<int>? Sorted { get; set; }
            public Dictionary<int, Line?>? ByNumber { get; set; }
            public IDictionary<string, int>? Counts { get; set; }
            public IReadOnlyDictionary<Guid, List<int?>?>? Lists { get; set; }
            public SortedDictionary<string, int[]?>? SortedMap { get; set; }
            public ImmutableArray<Line?> Immutable { get; set; } = [];
            public ImmutableArray<int> Frozen { get; set; } = [];
            public Point Point { get; set; }
            public Point? MaybePoint { get; set; }
            public Pair Pair { get; set; }
            public (int, Line?, string?) Tuple { get; set; }
            public (List<int>? A, (Line? B, int C) D)? MaybeTuple { get; set; }
            public Shape? Shape { get; set; }
            public List<IAnimal?>? Animals { get; set; }
            public Page<Line>? Page { get; set; }
            public Struck Struck { get; set; }
        }
        public class Page<T> { public List<T>? Items { get; set; } public T? First { get; set; } public int Total { get; set; } }
        [Union(0, typeof(Circle)), Union(1, typeof(Polygon)), Union(2, typeof(FrozenDot))] public abstract class Shape { }
        public class Circle : Shape { public double Radius { get; set; } }
        public class Polygon : Circle { public List<Point>? Points { get; set; } }
        public class FrozenDot : Shape { public int X { get; init; } }
        [Union(0, typeof(Cat)), Union(1, typeof(Fish))] public interface IAnimal { }
        public record Cat(string? Name) : IAnimal { public int Age { get; set; } }
        public struct Fish : IAnimal { public int[]? Scales { get; set; } }
        [MessagePackObject] public class Numbered { [Key(0)] public int A { get; set; } [Key(3)] public List<int>? B { get; set; } }
        public class Keyword { public int @class { get; set; } public List<int>? @event { get; set; } }
        public class Obsoletes { [Obsolete("x")] public int Old { get; set; } public int[]? New { get; set; } }
        public static class Roots
        {
            public static Order? Order; public static Derived? Derived; public static Point Point; public static Pair Pair; public static Struck Struck; public static Guarded? Guarded;
            public static Everything? Everything; public static Page<int>? Numbers; public static Page<Order>? Orders; public static Shape? Shape; public static IAnimal? Animal;
            public static List<Order?>? List; public static Order?[]? Array; public static Dictionary<string, Order>? Map; public static Point? MaybePoint; public static (Line?, int) Tuple;
            public static Numbered? Numbered; public static Keyword? Keyword; public static Obsoletes? Obsoletes; public static byte[]? Bytes; public static IReadOnlyList<int>? Ints;
        }
        """;

    private static readonly int s_values = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 40 : 10;

    private static readonly Lazy<CompiledCopies> s_compiled = new(static () => CompiledCopies.Create(Types));

    [Fact]
    public void Copy_is_what_the_decoder_makes_and_shares_nothing_that_can_change()
    {
        var compiled = s_compiled.Value;
        foreach (var root in compiled.Roots)
        {
            for (var seed = 0; seed < s_values; seed++)
            {
                if (new RandomValues(seed).Of(compiled.TypeOf(root)) is not { } value)
                    continue;
                var original = compiled.Decoded(root, value);
                var copy = compiled.Copy(root, original);
                Assert.Equal(Whole.Of(compiled.Decoded(root, original)), Whole.Of(copy));
                Assert.Equal(Classes(original), Classes(copy));
                var kept = Reachable(original).ToHashSet(ReferenceEqualityComparer.Instance);
                Assert.All(Reachable(copy), o => Assert.True(!kept.Contains(o) || IsFrozen(o), $"{root}: a {o.GetType().Name} is shared"));
            }
        }
    }

    [Fact]
    public void Frozen_parts_are_shared()
    {
        var compiled = s_compiled.Value;
        var shared = Enumerable.Range(0, 40)
            .Select(seed => compiled.Decoded("Order", new RandomValues(seed).Of(compiled.TypeOf("Order"))))
            .OfType<object>()
            .SelectMany(original => Reachable(original).Intersect(Reachable(compiled.Copy("Order", original)), ReferenceEqualityComparer.Instance))
            .ToList();
        Assert.Contains(shared, static o => o!.GetType().Name == "FrozenPart");
    }

    [Fact]
    public void Comparers_are_those_of_the_original()
    {
        var map = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 };
        Assert.Same(map.Comparer, Runtime.Copies.Dictionary(map).Comparer);
        Assert.Same(map.Comparer, Runtime.Copies.Dictionary(map, static v => v).Comparer);
        var set = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" };
        Assert.Same(set.Comparer, Runtime.Copies.HashSet(set).Comparer);
        var sorted = new SortedSet<int>(Comparer<int>.Create(static (a, b) => b - a)) { 1, 2 };
        Assert.Equal([2, 1], Runtime.Copies.SortedSet(sorted));
        var tree = new SortedDictionary<int, int>(sorted.Comparer) { [1] = 1, [2] = 2 };
        Assert.Equal([2, 1], Runtime.Copies.SortedDictionary(tree).Keys);
        Assert.Equal([2, 1], Runtime.Copies.SortedDictionary(tree, static v => v).Keys);
    }

    // Whatever might run code of its own, keep something out of sight, be of another class, or be too deep, is decoded.
    [Theory]
    [InlineData("object")]
    [InlineData("Node")]
    [InlineData("List<Even>")]
    [InlineData("Bodies")]
    [InlineData("SetBody")]
    [InlineData("Hidden")]
    [InlineData("Lazily")]
    [InlineData("Captured")]
    [InlineData("Evented")]
    [InlineData("Ignoring")]
    [InlineData("PrivateSetter")]
    [InlineData("PrivateConstructor")]
    [InlineData("Formatted")]
    [InlineData("HasFormatted")]
    [InlineData("Callbacks")]
    [InlineData("Disposed")]
    [InlineData("Chosen")]
    [InlineData("Bag")]
    [InlineData("Foreign")]
    [InlineData("Queue<int>")]
    [InlineData("int[,]")]
    [InlineData("Lazy<int>")]
    [InlineData("ReadOnlyMemory<byte>")]
    [InlineData("ImmutableList<List<int>>")]
    [InlineData("Dictionary<Line, int>")]
    [InlineData("HashSet<Line>")]
    [InlineData("Tuple<List<int>, int>")]
    [InlineData("KeyValuePair<int, Line>")]
    [InlineData("Mixed")]
    public void Not_copied(string type) => Assert.Null(Plan(type));

    [Theory]
    [InlineData("Line")]
    [InlineData("ChosenSealed")]
    [InlineData("Computed")]
    public void Copied(string type) => Assert.NotNull(Plan(type));

    private static Copy? Plan(string type)
    {
        var compilation = TestCompilation.Create([$$"""
            using System.Collections.Immutable;
            using MessagePack;
            public class Line { public int Count { get; set; } }
            public sealed class SealedLine { public int Count { get; set; } }
            public class Node { public string? Name { get; set; } public Node? Next { get; set; } }
            public class Even { public List<Odd>? Odds { get; set; } }
            public class Odd { public Even? Even { get; set; } }
            public class Bodies { private int _a; public int A { get => _a; set => _a = value; } }
            public class SetBody { private int _a; public int A { get { return _a; } set { _a = value; } } public int B { get; set; } }
            public class Hidden { public int A { get; set; } private int[] _all = [1]; public int[] All() => _all; }
            public class Lazily { public string A { get; set; } = ""; private string? _upper; public string Upper => _upper ??= A.ToUpperInvariant(); }
            [MessagePackObject(true)] public class Captured(int[] a) { public int[] A => a; }
            public class Evented { public int A { get; set; } [field: IgnoreMember] public event Action? Changed; public void Raise() => Changed?.Invoke(); }
            public class Ignoring { public int A { get; set; } [IgnoreMember] public int B { get; set; } }
            public class PrivateSetter { public int[]? A { get; private set; } public void Set(int[] a) => A = a; }
            public class PrivateConstructor { private PrivateConstructor() { } public int A { get; set; } public static PrivateConstructor Make() => new(); }
            [KvSerializer(typeof(FormattedSerializer))] public class Formatted { public int A { get; set; } }
            public class FormattedSerializer : IKvSerializer<Formatted> { public void Serialize(System.Buffers.IBufferWriter<byte> w, Formatted v) { } public Formatted Deserialize(ReadOnlyMemory<byte> b) => new(); }
            public class HasFormatted { public Formatted? A { get; set; } }
            public class Callbacks : IMessagePackSerializationCallbackReceiver { public int A { get; set; } public void OnBeforeSerialize() { } public void OnAfterDeserialize() { } }
            public class Disposed : IDisposable { public int A { get; set; } public void Dispose() { } }
            public class Chosen { public Chosen(Line line) { Line = Pick(line); } public Line Line { get; } private static Line Pick(Line l) => l ?? throw new ArgumentNullException(nameof(l)); }
            public class ChosenSealed { public ChosenSealed(SealedLine line) { Line = line ?? new(); } public SealedLine Line { get; } }
            public class Computed { public List<int> A { get; set; } = new List<int>(); public int Sum => A.Count; }
            public class Bag : List<int> { }
            public class Foreign : System.Net.NetworkInformation.PhysicalAddress { public Foreign() : base([]) { } public int A { get; set; } }
            [Union(0, typeof(MixedA)), Union(1, typeof(MixedB))] public abstract class Mixed { }
            public class MixedA : Mixed { public int A { get; set; } }
            public class MixedB : Mixed { public MixedB? B { get; set; } }
            public static class Root { public static {{type}} Value = default!; }
            """]);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error));
        var field = (IFieldSymbol)compilation.GetTypeByMetadataName("Root")!.GetMembers("Value").Single();
        return CopyPlan.Of(field.Type, compilation, TestContext.Current.CancellationToken);
    }

    private static bool IsFrozen(object value) =>
        value is string or Uri || value.GetType().Name.StartsWith("Frozen", StringComparison.Ordinal) || value is Array { Length: 0 };

    private static IEnumerable<string> Classes(object? value) => Reachable(value).Select(static o => o.GetType().ToString());

    // Objects that a caller can get hold of; of the framework's collections the collection and its elements.
    private static IEnumerable<object> Reachable(object? value)
    {
        if (value is null || value.GetType().IsPrimitive || value is decimal or DateTime or Guid or Enum)
            return [];
        var type = value.GetType();
        var own = type.IsValueType ? [] : new[] { value };
        if (value is string or Uri)
            return own;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return type.GetProperty("IsDefault")!.GetValue(value) is true ? [] : ((IEnumerable)value).Cast<object?>().SelectMany(Reachable);
        if (value is IEnumerable items)
            return own.Concat(items.Cast<object?>().SelectMany(Reachable));
        var parts = new List<object?>();
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
            parts.AddRange(t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Select(f => f.GetValue(value)));
        return own.Concat(parts.SelectMany(Reachable));
    }
}
