namespace Derp.Kv.Generators.Tests.Serializers;

public class ObjectSerializerTests
{
    [Fact]
    public void Records_by_position_are_maps_by_name() => CompiledSerializers.Compatible("""
        public record Product(string Sku, decimal Price, int? Stock, string? Note, DateOnly Since);
        public static class Roots
        {
            public static readonly Product[] Product = [new("a", 1.50m, 3, null, new(2024, 2, 29)), new("ü", -1, null, "n", default)];
        }
        """);

    [Fact]
    public void Classes_with_settable_properties_and_fields() => CompiledSerializers.Compatible("""
        public class Item { public int Field; public string Name { get; set; } = ""; public byte[]? Data { get; set; } public Guid Id { get; set; } private static int shown; public int Shown() => shown++; }
        public static class Roots
        {
            public static readonly Item?[] Item = [new() { Field = 7, Name = "n", Data = [1, 2], Id = Guid.NewGuid() }, new(), null];
        }
        """);

    [Fact]
    public void Structs_and_record_structs() => CompiledSerializers.Compatible("""
        public struct Point { public int X; public int Y { get; set; } }
        public readonly record struct Money(decimal Amount, string Currency);
        public readonly struct Range2 { public Range2(int from, int to) { From = from; To = to; } public int From { get; } public int To { get; } }
        public static class Roots
        {
            public static readonly Point[] Point = [new() { X = 1, Y = 2 }, default];
            public static readonly Money[] Money = [new(1, "EUR")];
            public static readonly Range2[] Range2 = [new(1, 9)];
            public static readonly Money?[] Maybe = [new(1, "EUR"), null];
        }
        """);

    [Fact]
    public void Init_only_and_required_members() => CompiledSerializers.Compatible("""
        public class Item { public required int Id { get; init; } public required string Name { get; set; } public string Unit { get; init; } = "kg"; public required int Field; }
        public record Mixed(int A) { public int B { get; set; } public required string C { get; init; } public int D { get; init; } = 4; }
        public static class Roots
        {
            public static readonly Item[] Item = [new() { Id = 1, Name = "n", Field = 3 }];
            public static readonly Mixed[] Mixed = [new(1) { B = 2, C = "c", D = 5 }];
        }
        """);

    [Fact]
    public void Inherited_members_stand_where_the_library_puts_them() => CompiledSerializers.Compatible("""
        public class Base { public int Z { get; set; } public int F; public virtual string V { get; set; } = "b"; }
        public class Middle : Base { public int M; public int A { get; set; } public override string V { get; set; } = "m"; }
        public class Leaf : Middle { public int B { get; set; } public int L; }
        public record BaseRecord(int Id, string Name);
        public record LeafRecord(int Id, string Name, double Extra) : BaseRecord(Id, Name) { public int More { get; set; } }
        public abstract class Shape { public abstract int Sides { get; set; } public string Color { get; set; } = "red"; }
        public class Square : Shape { public override int Sides { get; set; } = 4; }
        public static class Roots
        {
            public static readonly Leaf[] Leaf = [new() { Z = 1, F = 2, V = "v", M = 3, A = 4, B = 5, L = 6 }];
            public static readonly LeafRecord[] LeafRecord = [new(1, "n", 2.5) { More = 4 }];
            public static readonly Square[] Square = [new()];
        }
        """);

    [Fact]
    public void A_derived_object_is_refused_where_its_base_is_declared_and_a_sealed_type_pays_nothing()
    {
        // K11
        var compiled = CompiledSerializers.Create("""
            public record Animal(string Name); public record Dog(string Name, string Breed) : Animal(Name);
            public sealed record Zoo(List<Animal> Animals);
            public static class Roots { public static readonly Animal[] Animal = [new Dog("a", "b"), new("c")]; public static readonly Zoo[] Zoo = [new([new Dog("a", "b")]), new([new("c")])]; }
            """);
        foreach (var root in new[] { "Animal", "Zoo" })
        {
            Assert.ThrowsAny<KvSerializationException>(() => compiled.Write(root, compiled.Values(root).First()));
            Assert.NotEmpty(compiled.Write(root, compiled.Values(root).Last()));
        }

        Assert.Contains("MessagePackTypes.ThrowIfDerived(value);", compiled.Sources["Derp.Kv.Generated.AnimalSerializer.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("ThrowIfDerived", compiled.Sources["Derp.Kv.Generated.ZooSerializer.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_generic_types_have_a_serializer_each()
    {
        var compiled = CompiledSerializers.Compatible("""
            namespace Shop { public record Product(string Sku); public record Other(int X); }
            public record Page<T>(List<T> Items, T? First, int Total);
            public class Outer<T> { public class Inner { public T? Value { get; set; } public (T, int)[]? Pairs { get; set; } } }
            public static class Roots
            {
                public static readonly Page<Shop.Product>[] A = [new([new("a")], new("b"), 1), new([], null, 0)];
                public static readonly Page<Shop.Other>[] B = [new([new(1)], null, 1)];
                public static readonly Page<string?>[] C = [new(["x", null], null, 1)];
                public static readonly Page<Page<int>>[] D = [new([new([1], 2, 3)], new([], 0, 0), 1)];
                public static readonly Outer<string>.Inner[] E = [new() { Value = "v", Pairs = [("p", 1)] }];
                public static readonly Dictionary<string, Page<string>>[] F = [new() { ["k"] = new(["x"], "y", 2) }];
            }
            """);
        Assert.Contains("Derp.Kv.Generated.Page_of_stringSerializer.g.cs", compiled.Sources.Keys);
    }

    [Fact]
    public void Recursive_and_mutually_recursive_types() => CompiledSerializers.Compatible("""
        public class Node { public int Id { get; set; } public Node? Next { get; set; } public List<Node>? Children { get; set; } public Edge? Edge { get; set; } }
        public record Edge(Node From, Dictionary<string, Node> Others);
        public static class Roots
        {
            public static readonly Node[] Node = [new() { Id = 1, Next = new() { Id = 2 }, Children = [new() { Id = 3 }], Edge = new(new() { Id = 4 }, new() { ["x"] = new() }) }];
            public static readonly Edge[] Edge = [new(new() { Id = 4 }, [])];
        }
        """);

    [Fact]
    public void Types_that_contain_each_other_may_be_first_used_from_many_threads_at_once()
    {
        for (int round = 0; round < 10; round++)
        {
            var compiled = CompiledSerializers.Create("""
                public class A { public B? B { get; set; } public List<C>? Cs { get; set; } }
                public class B { public List<C>? Cs { get; set; } public A[]? As { get; set; } }
                public class C { public A? A { get; set; } public Dictionary<string, B>? Bs { get; set; } }
                public static class Roots
                {
                    public static readonly A[] As = [new() { B = new() { Cs = [new() { A = new() }] }, Cs = [new() { Bs = new() { ["k"] = new() } }] }];
                    public static readonly B[] Bs = [new() { As = [new() { Cs = [] }] }];
                    public static readonly C[] Cs = [new() { A = new() { B = new() } }];
                }
                """, "Round" + round);
            string[] roots = ["As", "Bs", "Cs", "Cs", "Bs", "As"];
            var values = roots.Select(r => compiled.Values(r).Single()).ToArray();
            using var gate = new Barrier(roots.Length);
            var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
            var threads = roots.Select((root, i) => new Thread(() =>
            {
                gate.SignalAndWait();
                try
                {
                    var bytes = compiled.Write(root, values[i]);
                    Assert.Equal(bytes, compiled.Write(root, compiled.Read(root, bytes)));
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            })).ToList();
            threads.ForEach(t => t.Start());
            threads.ForEach(t => t.Join());
            Assert.Empty(failures);
        }
    }

    [Fact]
    public void Annotations_of_setters_and_getters_are_respected() => CompiledSerializers.Compatible("""
        public class Item { private string a = ""; [AllowNull] public string A { get => a; set => a = value ?? ""; } [DisallowNull] public string? B { get; set; } [MaybeNull] public string C { get; set; } = ""; [DisallowNull] public List<string?>? D { get; set; } }
        public static class Roots { public static readonly Item[] Item = [new() { A = "a", B = "b", D = [null] }]; }
        """);

    [Fact]
    public void Computed_properties_are_left_out_as_in_the_library() => CompiledSerializers.Compatible("""
        public record Person(string First, string Last) { public string Full => First + " " + Last; }
        public class Box { public int W { get; set; } public int H { get; set; } public int Area => W * H; }
        public static class Roots { public static readonly Person[] Person = [new("a", "b")]; public static readonly Box[] Box = [new() { W = 2, H = 3 }]; }
        """);

    [Fact]
    public void Names_of_any_kind() => CompiledSerializers.Compatible("""
        namespace @class.System { public class @event { public int @return { get; set; } public int writer { get; set; } public int reader; public string? value { get; set; } public int count { get; set; } public int Count { get; set; } public int name, i, nesting, defaults, s_tags, Instance, Write; public int[]? Tags { get; set; } public int Ünïcode { get; set; } } }
        namespace System { public record Überträger(string @string, int @record, int hasString); }
        public class A_B { public int X { get; set; } public class C { public int Y { get; set; } } }
        public class A { public class B_C { public int Z { get; set; } } }
        public class ProDuct { public int X { get; set; } }
        public class Product { public int Y { get; set; } }
        public static class Roots
        {
            public static readonly @class.System.@event[] A = [new() { @return = 1, writer = 2, reader = 3, value = "v", Count = 4, count = 5, Tags = [1] }];
            public static readonly System.Überträger[] B = [new("s", 1, 2)];
            public static readonly A_B.C[] C = [new() { Y = 1 }];
            public static readonly global::A.B_C[] D = [new() { Z = 1 }];
            public static readonly ProDuct[] E = [new()];
            public static readonly Product[] F = [new()];
        }
        """);

    [Fact]
    public void Enums_tuples_and_collections_within_objects() => CompiledSerializers.Compatible("""
        public enum Small : byte { A, B = 200 }
        public class Everything
        {
            public Small Small { get; set; }
            public Small? Maybe { get; set; }
            public (int A, string? B) Tuple { get; set; }
            public Tuple<int, string?>? Object { get; set; }
            public IReadOnlyList<Small>? List { get; set; }
            public HashSet<string>? Set { get; set; }
            public IDictionary<int, List<string?>?>? Map { get; set; }
            public int[][]? Jagged { get; set; }
            public KeyValuePair<string, int?> Pair { get; set; }
            public System.Collections.Immutable.ImmutableArray<string> Immutable { get; set; }
            public ReadOnlyMemory<byte> Memory { get; set; }
            public DateTimeOffset Offset { get; set; }
            public char Char { get; set; }
            public IEnumerable<int>? Query { get; set; }
        }
        public static class Roots
        {
            public static readonly Everything[] A =
            [
                new() { Small = Small.B, Maybe = (Small)7, Tuple = (1, null), Object = new(1, "x"), List = [Small.A], Set = ["a", "b"], Map = new Dictionary<int, List<string?>?> { [1] = [null, "x"], [2] = null }, Jagged = [[1], []], Pair = new("k", null), Immutable = ["i"], Memory = new byte[] { 1 }, Offset = new(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3)), Char = 'ß', Query = Enumerable.Range(0, 3) },
                new() { Pair = new("", 1) },
            ];
        }
        """);

    [Fact]
    public void Every_built_in_type_has_its_serializer() => CompiledSerializers.Compatible("""
        namespace Every
        {
            using System.Collections.Concurrent; using System.Collections.Immutable; using System.Collections.ObjectModel; using System.Numerics;
            public class Simple
            {
                public bool A; public char B; public sbyte C; public byte D; public short E; public ushort F; public int G; public uint H; public long I; public ulong J;
                public float K; public double L; public Half M; public decimal N; public string? O; public byte[]? P; public Guid Q; public DateTimeOffset R; public TimeSpan S;
                public DateOnly T; public TimeOnly U; public Uri? V; public Version? W; public BigInteger X; public Memory<byte> Y; public ReadOnlyMemory<byte> Z; public DateTime AA = DateTime.UnixEpoch;
            }
            public class Composed
            {
                public int? A; public KeyValuePair<int, int> B; public List<int> C = [1]; public LinkedList<int> D = new([1]); public Queue<int> E = new([1]); public HashSet<int> F = [1]; public SortedSet<int> G = [1];
                public IEnumerable<int> H = [1]; public ICollection<int> I = [1]; public IList<int> J = [1]; public IReadOnlyCollection<int> K = [1]; public IReadOnlyList<int> L = [1]; public ISet<int> M = new HashSet<int> { 1 }; public IReadOnlySet<int> N = new HashSet<int> { 1 };
                public Collection<int> O = [1]; public ReadOnlyCollection<int> P = new([1]); public ImmutableArray<int> Q = [1]; public ImmutableList<int> R = [1]; public IImmutableList<int> S = ImmutableList.Create(1); public ImmutableHashSet<int> T = [1];
                public Dictionary<int, int> U = new() { [1] = 1 }; public SortedDictionary<int, int> V = new() { [1] = 1 }; public IDictionary<int, int> W = new Dictionary<int, int>(); public IReadOnlyDictionary<int, int> X = new Dictionary<int, int>();
                public ReadOnlyDictionary<int, int> Y = new(new Dictionary<int, int>()); public ConcurrentDictionary<int, int> Z = new(); public ImmutableDictionary<int, int> AA = ImmutableDictionary<int, int>.Empty;
                public Tuple<int> T1 = new(1); public Tuple<int, int> T2 = new(1, 2); public Tuple<int, int, int> T3 = new(1, 2, 3); public Tuple<int, int, int, int> T4 = new(1, 2, 3, 4); public Tuple<int, int, int, int, int> T5 = new(1, 2, 3, 4, 5);
                public Tuple<int, int, int, int, int, int> T6 = new(1, 2, 3, 4, 5, 6); public Tuple<int, int, int, int, int, int, int> T7 = new(1, 2, 3, 4, 5, 6, 7);
                public ValueTuple<int> V1; public (int, int) V2; public (int, int, int) V3; public (int, int, int, int) V4; public (int, int, int, int, int) V5; public (int, int, int, int, int, int) V6; public (int, int, int, int, int, int, int) V7;
                public DayOfWeek Day; public int[] Array = [1];
            }
        }
        public static class Roots { public static readonly Every.Simple[] Simple = [new()]; public static readonly Every.Composed[] Composed = [new()]; }
        """);

    [Fact]
    public void Rarer_types_have_theirs_too() => CompiledSerializers.Compatible("""
        namespace Rare
        {
            using System.Buffers; using System.Collections; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Collections.ObjectModel; using System.Numerics; using System.Text;
            public class Simple
            {
                public Complex A = new(1, -2.5); public BitArray? B = new(new[] { true, false }); public StringBuilder C = new("x"); public ArraySegment<byte> D = new byte[] { 1, 2 }; public ReadOnlySequence<byte> E = new(new byte[] { 3 });
            }
            public class Composed
            {
                public Stack<int> A = new([1, 2]); public ConcurrentStack<int> B = new([1, 2]); public ConcurrentQueue<int> C = new([1]); public ConcurrentBag<int> D = new([1]); public ObservableCollection<int> E = [1]; public ReadOnlyObservableCollection<int> F = new([1]);
                public SortedList<int, int> G = new() { [1] = 1 }; public IImmutableSet<int> H = ImmutableHashSet.Create(1); public ImmutableSortedSet<int> I = [1]; public ImmutableQueue<int> J = [1]; public IImmutableQueue<int> K = ImmutableQueue.Create(1);
                public ImmutableStack<int> L = [1, 2]; public IImmutableStack<int> M = ImmutableStack.Create(1); public IImmutableDictionary<int, int> N = ImmutableDictionary<int, int>.Empty; public ImmutableSortedDictionary<int, int> O = ImmutableSortedDictionary<int, int>.Empty;
                public IGrouping<int, string?> P = new[] { (string?)"a" }.GroupBy(_ => 1).Single(); public ILookup<int, string?> Q = new[] { (string?)"a" }.ToLookup(_ => 1); public Lazy<string?> R = new("l");
                public ArraySegment<int> S = new int[] { 1 }; public Memory<int> T = new int[] { 1 }; public ReadOnlyMemory<int> U = new int[] { 1 }; public ReadOnlySequence<int> V = new(new int[] { 1 });
                public int[,] W = { { 1, 2 }, { 3, 4 } }; public string?[,,] X = { { { "a", null } } }; public int[,,,] Y = new int[1, 2, 1, 2]; public byte[,] Z = { { 1 } };
                public (int, string?, int, int, int, int, int, string?) T8 = (1, null, 3, 4, 5, 6, 7, "8"); public (int, int, int, int, int, int, int, int, int A, string? B) T10;
                public Tuple<int, int, int, int, int, int, int, Tuple<int, string?>> O9 = new(1, 2, 3, 4, 5, 6, 7, new(8, null));
                public Bag Own = new() { "a" }; public Dictionary<string, Bag?> Owned = new() { ["a"] = null };
            }
            public class Bag : HashSet<string?> { }
        }
        public static class Roots { public static readonly Rare.Simple[] Simple = [new()]; public static readonly Rare.Composed[] Composed = [new()]; public static readonly Rare.Bag[] Bag = [["x", null]]; }
        """);

    [Fact]
    public void Types_without_a_format_of_the_library_come_back()
    {
        var compiled = CompiledSerializers.Create("""
            public class Line : List<string?> { } public class Map : SortedDictionary<string, Line?> { [IgnoreMember] public int Note { get; set; } }
            public record Frozen(System.Collections.Frozen.FrozenSet<int> A, System.Collections.Frozen.FrozenDictionary<string, Line?> B, Map C);
            public static class Roots { public static readonly Frozen[] Frozen = [new(System.Collections.Frozen.FrozenSet.ToFrozenSet([1]), System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, Line?> { ["a"] = ["x", null] }), new() { ["k"] = null })]; }
            """);
        compiled.AssertRoundTrips();
    }

    [Fact]
    public void Obsolete_and_experimental_members_warn_nobody() => CompiledSerializers.Compatible("""
        public class Item { [Obsolete] public int Old { get; set; } [Obsolete("x")] public int Older { get; set; } [Experimental("EXP1")] public int New { get; set; } [Obsolete("y", DiagnosticId = "OBS1")] public int Own { get; set; } }
        public static class Roots { public static readonly Item[] Item = [new()]; }
        """);

    [Fact]
    public void Internal_types_are_serialized_though_the_library_cannot()
    {
        var compiled = CompiledSerializers.Create("""
            internal record Hidden(int A, Int128 B);
            internal static class Roots { public static readonly Hidden[] Hidden = [new(1, Int128.MinValue), new(2, 3)]; }
            """);
        compiled.AssertRoundTrips();
    }
}
