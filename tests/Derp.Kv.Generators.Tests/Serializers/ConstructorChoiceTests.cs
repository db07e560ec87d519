namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>An argument that a constructor does not keep as it is does not stand for its member.</summary>
public class ConstructorChoiceTests
{
    [Fact]
    public void A_member_that_the_constructor_only_looks_at_is_set_after_it() => Whole.AssertRoundTrips("""
        public class Customer { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Invoice
        {
            public Invoice() { }
            public Invoice(Customer? customer) { CustomerId = customer?.Id ?? 0; }
            public Customer? Customer { get; set; }
            public int CustomerId { get; set; }
        }
        public class Bill { public Bill(Customer? customer) { CustomerId = customer?.Id ?? 0; } public Customer? Customer { get; set; } public int CustomerId { get; set; } }
        public static class Roots
        {
            public static readonly Invoice[] Invoice = [new() { Customer = new() { Id = 3, Name = "c" }, CustomerId = 3 }, new() { CustomerId = 9 }];
            public static readonly Bill[] Bill = [new(null) { Customer = new() { Id = 3, Name = "c" }, CustomerId = 4 }];
        }
        """);

    [Fact]
    public void An_argument_that_is_changed_is_not_changed_twice() => Whole.AssertRoundTrips("""
        public class File { public File(string message, string content) : this(message, content, true) { } public File(string message, string content, bool encode) { if (encode) content = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(content)); Message = message; Content = content; } public string Message { get; } public string Content { get; private set; } }
        public class Price { public Price(decimal amount) => Amount = amount * 1.19m; public decimal Amount { get; } }
        public class Tag { public Tag(string text) => Text = Checksum(text); public string Text { get; } private static string Checksum(string text) => text + text.Length; }
        public class Level { public Level(int value, bool isOff) { IsOff = isOff; if (isOff) Value = 0; else Value = value; } public int Value { get; private set; } public bool IsOff { get; private set; } public void Raise() => Value++; }
        public class Weight(double kilos) { public double Kilos { get; set; } = kilos * 1000; }
        public static class Roots
        {
            public static readonly File[] File = [new("m", "content")];
            public static readonly Price[] Price = [new(10)];
            public static readonly Tag[] Tag = [new("a")];
            public static readonly Level[] Level = [Raised(), new(3, false)];
            static Level Raised() { var level = new Level(3, true); level.Raise(); return level; }
            public static readonly Weight[] Weight = [new(2)];
        }
        """);

    [Fact]
    public void Null_that_a_constructor_would_replace_comes_back() => Whole.AssertRoundTrips("""
        public class Settings { public Settings() { } public Settings(List<int>? numbers = null, string? name = null) { Numbers = numbers ?? [1]; Name = name ?? "default"; } public List<int>? Numbers { get; private set; } public string? Name { get; set; } }
        public static class Roots { public static readonly Settings[] Settings = [new(), new([2], "n")]; }
        """);

    [Fact]
    public void Checks_of_a_constructor_are_not_in_the_way_where_all_can_be_set() => Whole.AssertRoundTrips("""
        public class User { public User() { } public User(string login) { ArgumentException.ThrowIfNullOrEmpty(login); Login = login; } public string? Login { get; set; } }
        public static class Roots { public static readonly User[] User = [new(), new("a")]; }
        """);

    [Fact]
    public void Arguments_reach_members_through_constructors_fields_and_other_names() => Whole.AssertRoundTrips("""
        public class Base(int id) { public int Id { get; } = id; }
        public class Derived(int number, string name) : Base(number) { private readonly string text = name; public string Name => text; }
        public class Args<T>(T arg) { public T Argument { get; } = arg; }
        public class StringArgs : Args<string> { public StringArgs(string arg) : base(arg) { } }
        public class Lines { private readonly List<int> items; public Lines(IEnumerable<int> items) => this.items = items.ToList(); public IReadOnlyList<int> Items => items.AsReadOnly(); public int Sum => items.Sum(); }
        public class Optional(int a, bool check = true) { public int A { get; } = check ? a : a; }
        public static class Roots
        {
            public static readonly Derived[] Derived = [new(1, "n")];
            public static readonly StringArgs[] Args = [new("x")];
            public static readonly Lines[] Lines = [new([1, 2])];
            public static readonly Optional[] Optional = [new(4)];
        }
        """);

    [Fact]
    public void A_parameter_of_an_ignored_member_is_given_its_default()
    {
        var compiled = CompiledSerializers.Create("""
            public record Login(string Name, [property: IgnoreMember] string? Password, [property: System.Text.Json.Serialization.JsonIgnore] int Tries = 3);
            public static class Roots { public static readonly Login[] Login = [new("a", "secret", 9)]; }
            """);
        Assert.Equal("Login { Name = a, Password = , Tries = 3 }", compiled.Read("Login", compiled.Write("Login", compiled.Values("Login").Single()))!.ToString());
    }
}
