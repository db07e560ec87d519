using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Frozen;

/// <summary>N7: each rule by which a type is shared or not, and each trap, with the member that stands in the way.</summary>
public class FrozenTypesTests
{
    private static readonly Library s_library = new("Elsewhere", """
        using System.ComponentModel;
        namespace Elsewhere;
        public class Plain { public int Id { get; } }
        public sealed class Closed(int id) { public int Id { get; } = id; }
        [ImmutableObject(true)] public class Marked { public int Id { get; init; } }
        [ImmutableObject(false)] public sealed class Unmarked { }
        [ImmutableObject(true)] public class Settable { public int Id { get; set; } }
        [ImmutableObject(true)] public class Assignable { public int Id; }
        [ImmutableObject(true)] public class Derived : Settable { }
        [ImmutableObject(true)] public class Page<T> { }
        public struct Point { private readonly int _x; public int X => _x; public int Y { get; set; } }
        public struct Holder { private readonly int[] _x; public int X => _x[0]; }
        public struct Wrapper { private readonly Plain _plain; public int X => _plain.Id; }
        """);

    private const string Types = """
        using System.Collections.Immutable;
        using MessagePack;
        namespace Shop;
        public enum Kind { A }
        public record Product(string Sku, decimal Price, DateTime At, Kind Kind, int? Stock);
        public sealed class GetOnly { public GetOnly(int id) { Id = id; } public int Id { get; } private readonly string _name = ""; public string Name => _name; }
        public class Init { public required string Name { get; init; } public ImmutableArray<Product> Products { get; init; } = []; }
        public record WithSetter(string Sku) { public string? Note { get; set; } }
        public record PrivateSetter(string Sku) { public string? Note { get; private set; } }
        public class Base { public int Count; }
        public class Middle : Base { }
        public sealed class Derived : Middle { public int Id { get; init; } }
        public class InitBody { private string _name = ""; public string Name { get => _name; init => _name = value; } }
        public class InitBodyReadonly { private readonly string _name = ""; public string Name { get => _name; init => _name = value; } }
        public class Captured(int id) { public int Id => id; }
        public class CapturedStruct { public Counter Counter { get; init; } }
        public readonly struct Counter(int start) { public int Start => start; }
        public class Initialized(int id) { public int Id { get; } = id; }
        public class Evented { public event Action? Changed; public void Raise() => Changed?.Invoke(); public int Id { get; init; } }
        public class OwnEvent { public event Action Changed { add { } remove { } } public int Id { get; init; } }
        public class Finalized { ~Finalized() { } public int Id { get; init; } }
        public class Disposed : IDisposable { public void Dispose() { } public int Id { get; init; } }
        public class AsyncDisposed : IAsyncDisposable { public ValueTask DisposeAsync() => default; public int Id { get; init; } }
        public record Listed(List<int> Lines);
        public record ReadOnlyListed(IReadOnlyList<int> Lines);
        public record Nested(Outer Outer);
        public record Outer(Inner Inner);
        public record Inner(string[] Tags);
        public struct Mutable { public int X; public int Y { get; set; } }
        public struct WithArray { public int[] Items; }
        public record Tree(string Name, ImmutableArray<Tree> Children, Tree? Parent);
        public record Even(Odd? Odd);
        public record Odd(Even? Even, List<int>? Items);
        public record Page<T>(ImmutableArray<T> Items, T? First);
        public record Lazily(string Text) { private string? _upper; public string Upper => _upper ??= Text.ToUpperInvariant(); }
        public class ForeignBase : Elsewhere.Plain { }
        public class MarkedBase : Elsewhere.Marked { public string Name { get; init; } = ""; }
        [Union(0, typeof(Circle)), Union(1, typeof(Square))] public interface IShape { }
        public record Circle(double Radius) : IShape;
        public record Square(double Side) : IShape;
        [Union(0, typeof(Circle2)), Union(1, typeof(Square2))] public abstract record Shape;
        public record Circle2(double Radius) : Shape;
        public record Square2(double Side) : Shape { public double Angle { get; set; } }
        public record Drawing(IShape Shape);
        [Union(0, typeof(Fish))] public interface IAnimal { int Age { get; set; } }
        public struct Fish : IAnimal { public int Age { get; set; } }
        [Union(0, typeof(Stone))] public interface IThing { }
        public readonly record struct Stone(int Weight) : IThing;
        [KvSerializer(typeof(FormattedSerializer))] public record Formatted(int Id);
        public class FormattedSerializer : IKvSerializer<Formatted> { public void Serialize(System.Buffers.IBufferWriter<byte> w, Formatted v) { } public Formatted Deserialize(ReadOnlyMemory<byte> b) => new(1); }
        public record HasFormatted(Formatted Formatted);
        public record Address(string City);
        public sealed record SealedAddress(string City);
        public class Guarded { public Guarded(Address address) { Address = address ?? throw new ArgumentNullException(nameof(address)); } public Address Address { get; } }
        public class Chosen { public Chosen(Address address) { Address = Choose(address); } public Address Address { get; } private static Address Choose(Address a) => a; }
        public class ChosenSealed { public ChosenSealed(SealedAddress address) { Address = Choose(address); } public SealedAddress Address { get; } private static SealedAddress Choose(SealedAddress a) => a; }
        public class Given { public Address Address { get; init; } = Pick(); private static Address Pick() => new(""); }
        public class Wrapped { public Wrapped(IEnumerable<int> items) { Items = new(new List<int>(items)); } public System.Collections.ObjectModel.ReadOnlyCollection<int> Items { get; } }
        [CommunityToolkit.Mvvm.ComponentModel.ObservableObject] public partial class Observable { public int Id { get; init; } }
        public class Bag : List<int> { }
        public class Func { public Func<int>? Call { get; init; } }
        [System.ComponentModel.ImmutableObject(true)] public class OwnMarked { private int[] _cache = []; public int Id { get; init; } public int[] Cache() => _cache; public void Fill() => _cache = [1]; }
        public class Vouched { private int[]? _cache; public int Id { get; init; } public int[] Cache() => _cache ??= [Id]; }
        public class VouchedPage<T> { private T[]? _cache; public T[] Cache() => _cache ??= []; }
        public class VouchedInVain { public int Id { get; set; } }
        public class Volatile { private volatile int _x; public int X { get => _x; init => _x = value; } }
        public class Static { public static int Count; public const int Max = 1; public int Id { get; init; } }
        """;

    private static readonly Compilation s_compilation = TestCompilation.Create([Types, """
        [assembly: KvImmutable(typeof(Shop.Vouched))]
        [assembly: KvImmutable(typeof(Shop.VouchedPage<>))]
        [assembly: KvImmutable(typeof(Shop.VouchedInVain))]
        [assembly: KvImmutable(typeof(List<int>))]
        [assembly: KvImmutable(typeof(Elsewhere.Closed))]
        """, "namespace CommunityToolkit.Mvvm.ComponentModel { public class ObservableObjectAttribute : System.Attribute; }"]).AddReferences(s_library.Reference);

    [Theory]
    [InlineData("int")]
    [InlineData("bool")]
    [InlineData("char")]
    [InlineData("double")]
    [InlineData("string")]
    [InlineData("decimal")]
    [InlineData("DateTime")]
    [InlineData("DateTimeOffset")]
    [InlineData("TimeSpan")]
    [InlineData("DateOnly")]
    [InlineData("TimeOnly")]
    [InlineData("Guid")]
    [InlineData("Half")]
    [InlineData("Int128")]
    [InlineData("UInt128")]
    [InlineData("System.Numerics.BigInteger")]
    [InlineData("System.Numerics.Complex")]
    [InlineData("Uri")]
    [InlineData("Version")]
    [InlineData("DayOfWeek")]
    [InlineData("Kind")]
    [InlineData("Kind?")]
    [InlineData("int?")]
    [InlineData("KeyValuePair<string, int?>")]
    [InlineData("Tuple<int, string>")]
    [InlineData("(int, (string, Kind))")]
    [InlineData("(int, int, int, int, int, int, int, int, string)")]
    [InlineData("System.Collections.Immutable.ImmutableArray<Product>")]
    [InlineData("System.Collections.Immutable.ImmutableList<string?>")]
    [InlineData("System.Collections.Immutable.IImmutableList<int>")]
    [InlineData("System.Collections.Immutable.ImmutableHashSet<int>")]
    [InlineData("System.Collections.Immutable.ImmutableDictionary<int, Product>")]
    [InlineData("System.Collections.Immutable.ImmutableSortedDictionary<int, int>")]
    [InlineData("System.Collections.Frozen.FrozenSet<int>")]
    [InlineData("System.Collections.Frozen.FrozenDictionary<string, Product>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyCollection<int>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyDictionary<int, int>")]
    [InlineData("System.Linq.ILookup<int, string>")]
    [InlineData("System.Linq.IGrouping<int, string>")]
    [InlineData("Product")]
    [InlineData("Product?")]
    [InlineData("GetOnly")]
    [InlineData("Init")]
    [InlineData("InitBodyReadonly")]
    [InlineData("Initialized")]
    [InlineData("CapturedStruct")]
    [InlineData("OwnEvent")]
    [InlineData("Static")]
    [InlineData("Mutable")]
    [InlineData("Mutable?")]
    [InlineData("Tree")]
    [InlineData("Page<int>")]
    [InlineData("Page<Product>")]
    [InlineData("IShape")]
    [InlineData("Drawing")]
    [InlineData("IThing")]
    [InlineData("Fish")]
    [InlineData("Guarded")]
    [InlineData("ChosenSealed")]
    [InlineData("MarkedBase")]
    [InlineData("OwnMarked")]
    [InlineData("Vouched")]
    [InlineData("VouchedPage<int>")]
    [InlineData("Elsewhere.Marked")]
    [InlineData("Elsewhere.Closed")]
    [InlineData("Elsewhere.Page<int>")]
    [InlineData("Elsewhere.Point")]
    public void Shared(string type) => Assert.Null(Ask(type).Obstacle);

    [Theory]
    [InlineData("object", "object", "can hold an object of any class")]
    [InlineData("dynamic", "dynamic", "can hold an object of any class")]
    [InlineData("IComparable", "IComparable", "can hold an object of any class")]
    [InlineData("int[]", "int[]", "can be changed")]
    [InlineData("int[,]", "int[*,*]", "can be changed")]
    [InlineData("List<int>", "List<int>", "can be changed")]
    [InlineData("IReadOnlyList<int>", "IReadOnlyList<int>", "can be changed")]
    [InlineData("IEnumerable<int>", "IEnumerable<int>", "can be changed")]
    [InlineData("IReadOnlyDictionary<int, int>", "IReadOnlyDictionary<int, int>", "can be changed")]
    [InlineData("IReadOnlySet<int>", "IReadOnlySet<int>", "can be changed")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyObservableCollection<int>", "ReadOnlyObservableCollection<int>", "can be changed")]
    [InlineData("ReadOnlyMemory<byte>", "ReadOnlyMemory<byte>", "can be changed")]
    [InlineData("Memory<byte>", "Memory<byte>", "can be changed")]
    [InlineData("ArraySegment<byte>", "ArraySegment<byte>", "can be changed")]
    [InlineData("System.Text.StringBuilder", "StringBuilder", "can be changed")]
    [InlineData("System.Collections.BitArray", "BitArray", "can be changed")]
    [InlineData("Lazy<int>", "Lazy<int>", "can be changed")]
    [InlineData("System.Net.IPAddress", "IPAddress", "can be changed")]
    [InlineData("(int, int[])", "int[]", "can be changed")]
    [InlineData("System.Collections.Immutable.ImmutableArray<List<int>>", "List<int>", "can be changed")]
    [InlineData("System.Collections.Immutable.ImmutableArray<WithArray>", "WithArray.Items: int[]", "can be changed")]
    [InlineData("System.Linq.ILookup<int, int[]>", "int[]", "can be changed")]
    [InlineData("WithSetter", "WithSetter.Note: string?", "has a setter")]
    [InlineData("PrivateSetter", "PrivateSetter.Note: string?", "has a setter")]
    [InlineData("Derived", "Derived.Count: int", "is not readonly")]
    [InlineData("InitBody", "InitBody._name: string", "is not readonly")]
    [InlineData("Lazily", "Lazily._upper: string?", "is not readonly")]
    [InlineData("Volatile", "Volatile._x: int", "is not readonly")]
    [InlineData("Captured", "Captured.id: int", "is a captured parameter, which methods can assign")]
    [InlineData("Evented", "Evented.Changed: Action?", "is an event, which can get handlers at any time")]
    [InlineData("Finalized", "Finalized", "has a finalizer")]
    [InlineData("Disposed", "Disposed", "can be disposed")]
    [InlineData("AsyncDisposed", "AsyncDisposed", "can be disposed")]
    [InlineData("Listed", "Listed.Lines: List<int>", "can be changed")]
    [InlineData("ReadOnlyListed", "ReadOnlyListed.Lines: IReadOnlyList<int>", "can be changed")]
    [InlineData("Nested", "Nested.Outer.Inner.Tags: string[]", "can be changed")]
    [InlineData("WithArray", "WithArray.Items: int[]", "can be changed")]
    [InlineData("Even", "Even.Odd.Items: List<int>?", "can be changed")]
    [InlineData("Page<int[]>", "Page<int[]>.Items: int[]", "can be changed")]
    [InlineData("Shape", "Square2.Angle: double", "has a setter")]
    [InlineData("IAnimal", "Fish.Age: int", "has a setter")]
    [InlineData("Formatted", "Formatted", "is made by a serializer of its own")]
    [InlineData("HasFormatted", "HasFormatted.Formatted: Formatted", "is made by a serializer of its own")]
    [InlineData("Chosen", "Chosen.Address: Address", "is set by code that could put an object of a derived class there")]
    [InlineData("Given", "Given.Address: Address", "is set by code that could put an object of a derived class there")]
    [InlineData("Wrapped", "Wrapped.Items: ReadOnlyCollection<int>", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Observable", "Observable", "gets members by [ObservableObject] that cannot be seen here")]
    [InlineData("Bag", "Bag", "derives from 'List<int>' of another assembly, whose private fields cannot be seen")]
    [InlineData("Func", "Func.Call: Func<int>?", "can hold an object of any class")]
    [InlineData("ForeignBase", "ForeignBase", "derives from 'Plain' of another assembly, whose private fields cannot be seen")]
    [InlineData("VouchedInVain", "VouchedInVain.Id: int", "has a setter")]
    [InlineData("VouchedPage<int[]>", "int[]", "can be changed")]
    [InlineData("Elsewhere.Plain", "Plain", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Unmarked", "Unmarked", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Settable", "Settable", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Assignable", "Assignable", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Derived", "Derived", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Page<int[]>", "int[]", "can be changed")]
    [InlineData("Elsewhere.Holder", "Holder", "is of another assembly, whose private fields cannot be seen")]
    [InlineData("Elsewhere.Wrapper", "Wrapper", "is of another assembly, whose private fields cannot be seen")]
    public void Not_shared(string type, string member, string why)
    {
        var obstacle = Ask(type).Obstacle;
        Assert.NotNull(obstacle);
        Assert.Equal((member, why), (obstacle.Member, obstacle.Why));
        Assert.NotEmpty(obstacle.Remedy);
    }

    [Fact]
    public void Type_parameter_is_not_shared() => Assert.NotNull(Ask("T").Obstacle);

    [Theory]
    [InlineData("List<int>", "use ImmutableArray<int>")]
    [InlineData("string[]", "use ImmutableArray<string>")]
    [InlineData("Dictionary<int, string>", "use FrozenDictionary<int, string>")]
    [InlineData("SortedDictionary<int, string>", "use ImmutableSortedDictionary<int, string>")]
    [InlineData("ISet<int>", "use FrozenSet<int>")]
    [InlineData("SortedSet<int>", "use ImmutableSortedSet<int>")]
    [InlineData("Lazy<int>", "use a type that cannot be changed")]
    [InlineData("Elsewhere.Plain", "if nothing in it ever changes, write [assembly: KvImmutable(typeof(Plain))]")]
    public void Remedy_fits_the_type(string type, string remedy) => Assert.Equal(remedy, Ask(type).Obstacle!.Remedy);

    private static FrozenAnswer Ask(string type)
    {
        var compilation = s_compilation.AddSyntaxTrees(Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(
            $"namespace Shop {{ public class Root<T> {{ public {type} Value = default!; }} }}", TestCompilation.ParseOptions(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp12)));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        var field = (IFieldSymbol)compilation.GetTypeByMetadataName("Shop.Root`1")!.GetMembers("Value").Single();
        return FrozenTypes.Ask(field.Type, compilation, TestContext.Current.CancellationToken);
    }
}
