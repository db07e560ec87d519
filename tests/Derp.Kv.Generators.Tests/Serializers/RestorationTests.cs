namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>Objects come back whole, whatever their own type alone may name (K11).</summary>
public class RestorationTests
{
    [Fact]
    public void Setters_that_are_not_public_are_called() => Whole.AssertRoundTrips("""
        public class Order
        {
            public int Id { get; private set; }
            public string Name { get; protected set; } = "";
            public decimal Total { get; internal set; }
            public string? Note { get; private protected set; }
            public int[]? Lines { get; protected internal set; }
            public DateTime At { get; private init; }
            public Guid Init { get; internal init; }
            public static Order Of(int id) => new() { Id = id, Name = "n" + id, Total = 1.5m, Note = "x", Lines = [1, 2], At = DateTime.UnixEpoch, Init = Guid.NewGuid() };
        }
        public static class Roots { public static readonly Order[] Order = [global::Order.Of(7), new()]; }
        """);

    [Fact]
    public void What_another_setter_writes_ends_as_it_was() => Whole.AssertRoundTrips("""
        public abstract class Content
        {
            private bool isDeleted;
            public bool IsPublished { get; set; }
            public bool IsDeleted { get => isDeleted; set { isDeleted = value; if (value) { IsPublished = false; } } }
        }
        public class Page : Content { public string? Name { get; set; } }
        public class Draft
        {
            private bool isDeleted;
            public Draft(bool isPublished) => IsPublished = isPublished;
            public bool IsPublished { get; private set; }
            public bool IsDeleted { get => isDeleted; set { isDeleted = value; if (value) Hide(); } }
            public Draft Publish() { IsPublished = true; return this; }
            private void Hide() => IsPublished = false;
        }
        public class Box
        {
            private int width, height;
            public int Area { get; set; }
            public int Height { get => height; set { height = value; Area = width * value; } }
            public int Width { get => width; set { width = value; Height = value; } }
            public bool IsFixed { get; set; }
        }
        public static class Roots
        {
            public static readonly Page[] Page = [Both(new()), new() { IsDeleted = true }, new() { IsPublished = true }];
            public static readonly Draft[] Draft = [new Draft(true) { IsDeleted = true }.Publish(), new(true) { IsDeleted = true }, new(true)];
            public static readonly Box[] Box = [new() { Width = 3, Height = 4, Area = 5, IsFixed = true }, new() { Width = 3 }];
            static Page Both(Page page) { page.IsDeleted = true; page.IsPublished = true; return page; }
        }
        """);

    [Fact]
    public void Entities_with_a_private_constructor_come_back_without_their_public_one() => Whole.AssertRoundTrips("""
        public class Order
        {
            private Order() { }
            public Order(string buyer, string street) { if (street.Length == 0) throw new ArgumentException("street"); Buyer = buyer; Address = new Address(street); Status = "submitted"; }
            public Guid Id { get; private set; } = Guid.NewGuid();
            public string Buyer { get; private set; } = "";
            public Address? Address { get; private set; }
            public string Status { get; private set; } = "new";
            public void Ship() => Status = "shipped";
        }
        public class Address { private Address() { } internal Address(string street) => Street = street; public string Street { get; private set; } = ""; }
        public static class Roots { public static readonly Order[] Order = [Shipped(), new("c", "d")]; static Order Shipped() { var order = new Order("a", "b"); order.Ship(); return order; } }
        """);

    [Fact]
    public void Constructors_that_are_not_public_are_called() => Whole.AssertRoundTrips("""
        public class P { private readonly int more; private P(int a, string b) { A = a; B = b; more = a * 2; } public int A { get; } public string B { get; } public static P Of(int a) => new(a, "b" + a); public int More() => more; }
        public class Q { internal Q(int a) => A = a; public int A { get; } }
        public readonly struct S { private S(int a) => A = a; public int A { get; } public static S Of(int a) => new(a); }
        public sealed record R { private R(int a) => A = a; public int A { get; } public static R Of(int a) => new(a); }
        public static class Roots
        {
            public static readonly P[] P = [global::P.Of(3)]; public static readonly Q[] Q = [new(4)];
            public static readonly S[] S = [global::S.Of(5), default]; public static readonly R[] R = [global::R.Of(6)];
        }
        """);

    [Fact]
    public void Properties_without_a_setter_come_back_by_their_field() => Whole.AssertRoundTrips("""
        public class Cart
        {
            public Guid Id { get; } = Guid.NewGuid();
            public DateTime Created { get; } = DateTime.UtcNow;
            public List<string> Lines { get; } = [];
            public Dictionary<string, int> Counts { get; } = new() { ["x"] = 1 };
            public readonly int[] Numbers = [Environment.CurrentManagedThreadId];
            public string Kind { get; } = "cart";
            public int Count => Lines.Count;
        }
        public struct Point { public Point(int x) { X = x; Y = -x; } public int X { get; } public int Y { get; } public int Z { get; private set; } public void Lift(int z) => Z = z; }
        public static class Roots
        {
            public static readonly Cart[] Cart = [Filled(), new()];
            public static readonly Point[] Point = [Lifted()];
            static Cart Filled() { var cart = new Cart(); cart.Lines.Add("a"); cart.Counts["y"] = 2; return cart; }
            static Point Lifted() { var point = new Point(3); point.Lift(9); return point; }
        }
        """);

    [Fact]
    public void Private_members_of_generic_types_come_back() => Whole.AssertRoundTrips("""
        public class Page<T> where T : notnull
        {
            private Page() { }
            public T? First { get; private set; }
            public List<T> Items { get; private set; } = [];
            public int Total { get; private set; }
            public IReadOnlyList<T> More { get; } = new List<T>();
            public static Page<T> Of(T item, int total) => new() { First = item, Items = [item, item], Total = total };
        }
        public class Outer<TKey> where TKey : struct { public class Inner<TValue> { public KeyValuePair<TKey, TValue?> Pair { get; private set; } public TKey? Maybe { get; private set; } public static Inner<TValue> Of(TKey key, TValue value) => new() { Pair = new(key, value), Maybe = key }; } }
        public struct Box<T> { public T? Value { get; private set; } public static Box<T> Of(T value) => new() { Value = value }; }
        public class Ids : Page2<int> { } public class Page2<T> { public T? Last { get; private protected set; } public void Set(T? last) => Last = last; }
        public static class Roots
        {
            public static readonly Page<string>[] A = [Page<string>.Of("a", 3)];
            public static readonly Page<int>[] B = [Page<int>.Of(7, 3)];
            public static readonly Outer<int>.Inner<string>[] C = [Outer<int>.Inner<string>.Of(1, "v")];
            public static readonly Box<string>[] D = [Box<string>.Of("x"), default];
            public static readonly Ids[] E = [Set()];
            static Ids Set() { var ids = new Ids(); ids.Set(4); return ids; }
        }
        """);

    [Fact]
    public void Private_members_of_bases_come_back() => Whole.AssertRoundTrips("""
        public abstract class Entity { public long Id { get; private set; } public DateTime? Changed { get; protected set; } public void Store(long id) { Id = id; Changed = DateTime.UnixEpoch; } }
        public class Product : Entity { private string name = ""; public string Name { get => name; private set => name = value.Trim(); } public static Product Of(long id, string name) { var p = new Product { Name = name }; p.Store(id); return p; } }
        public sealed class Special : Product { private int? percent; public int Percent { get => percent ?? 0; set => percent = value; } }
        public abstract class Shape { public virtual string Kind { get; protected set; } = ""; public abstract int Sides { get; protected set; } }
        public class Square : Shape { public override string Kind { get; protected set; } = "s"; public override int Sides { get; protected set; } = 4; public void Bend() => Sides = 5; }
        public static class Roots
        {
            public static readonly Product[] Product = [global::Product.Of(5, " a ")];
            public static readonly Special[] Special = [new() { Percent = 7 }];
            public static readonly Square[] Square = [Bent()];
            static Square Bent() { var square = new Square(); square.Bend(); return square; }
        }
        """);

    [Fact]
    public void Objects_that_are_made_from_others_need_no_constructor_of_their_own() => Whole.AssertRoundTrips("""
        public record Entity(int Id, string Name);
        public abstract class Response { protected Response(string kind) => Kind = kind; public string Kind { get; private set; } }
        public class EntityResponse : Response { public EntityResponse(Entity entity) : base("entity") { Id = entity.Id; Name = entity.Name; } public int Id { get; set; } public string Name { get; init; } public int Length => Name.Length; }
        public static class Roots { public static readonly EntityResponse[] R = [new(new(1, "n"))]; }
        """);

    [Fact]
    public void Results_that_one_of_several_constructors_made() => Whole.AssertRoundTrips("""
        public class Result<T>
        {
            private Result(T value) { Value = value; IsSuccess = true; }
            private Result(string error, int code) { Error = error; Code = code; }
            public T? Value { get; } public string? Error { get; } public int Code { get; } public bool IsSuccess { get; }
            public static Result<T> Ok(T value) => new(value); public static Result<T> Fail(string error) => new(error, 7);
        }
        public static class Roots { public static readonly Result<int[]>[] R = [Result<int[]>.Ok([1]), Result<int[]>.Fail("no")]; }
        """);

    [Fact]
    public void Members_that_need_nothing_are_left_out() => Whole.AssertRoundTrips("""
        public enum Kind { A, B }
        public class Item
        {
            private readonly object gate = new(); private static readonly int made = 1; private const int Max = 3;
            private string? full; private readonly Lazy<string> upper; private string? lower;
            public Item() => upper = new Lazy<string>(() => First.ToUpperInvariant());
            public string First { get; set; } = ""; public string Last { get; set; } = "";
            public bool IsItem => true; public Kind Kind => Kind.B; public string Type { get; } = "item"; public int[] None { get; } = Array.Empty<int>();
            public string Full => full ??= First + " " + Last;
            public string Upper() { lock (gate) return upper.Value; }
            public string Lower() { if (lower == null) lower = First.ToLowerInvariant(); return lower; }
            public int Most => Max + made;
        }
        public static class Roots { public static readonly Item[] Item = [new() { First = "a", Last = "b" }]; }
        """);

    [Fact]
    public void Caches_are_empty_in_an_object_that_came_back_and_give_the_same()
    {
        var compiled = CompiledSerializers.Create("""
            #pragma warning disable CS9124 // The parameter is captured on purpose.
            public class Person(string name) { private string? upper; public string Name { get; } = name; public string Upper => upper ??= Name.ToUpperInvariant(); public string Greeting() => "Dear " + name; }
            public sealed class Slugged { private readonly string slug; public Slugged(string title) { Title = title; slug = title.ToLowerInvariant(); } public Slugged(int number) : this("t" + number) { } public string Title { get; } public override string ToString() => slug; }
            public static class Roots { public static readonly Person[] Person = [new("ann")]; public static readonly Slugged[] Slugged = [new("A B"), new(7)]; public static string Look(Person p) => p.Upper + p.Greeting(); }
            """);
        dynamic person = compiled.Read("Person", compiled.Write("Person", compiled.Values("Person").Single()))!;
        Assert.Equal(("ANN", "Dear ann"), ((string)person.Upper, (string)person.Greeting()));
        Assert.Equal(["a b", "t7"], compiled.Values("Slugged").Select(v => compiled.Read("Slugged", compiled.Write("Slugged", v))!.ToString()));
    }

    [Fact]
    public void What_bytes_lack_stays_as_in_a_new_object()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { public class Item { public int Id { get; set; } } }
            namespace V2 { public class Item { private Item() { } public int Id { get; private set; } public int Size { get; private set; } = 4; public List<int> Parts { get; } = [1]; public override string ToString() => $"{Id} {Size} {Parts.Count}"; } }
            public static class Roots { public static readonly V1.Item[] Old = [new() { Id = 1 }]; public static readonly V2.Item[] New = []; }
            """);
        Assert.Equal("1 4 1", compiled.Read("New", compiled.Write("Old", compiled.Values("Old").Single()))!.ToString());
    }
}
