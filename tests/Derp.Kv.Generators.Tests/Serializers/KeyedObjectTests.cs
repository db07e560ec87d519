namespace Derp.Kv.Generators.Tests.Serializers;

public class KeyedObjectTests
{
    [Fact]
    public void Numbered_keys_are_an_array_with_gaps() => CompiledSerializers.Compatible("""
        [MessagePackObject] public class Sparse { [Key(0)] public int A { get; set; } [Key(2)] public string? B { get; set; } [Key(9)] public int[]? C; [IgnoreMember] public int No { get; set; } }
        [MessagePackObject] public record Dense([property: Key(1)] string Name, [property: Key(0)] int Id);
        [MessagePackObject] public struct Small { [Key(0)] public int X; }
        [MessagePackObject] public class Empty { }
        [MessagePackObject] public class Positional { public Positional(int first, string second) { A = first; B = second; } [Key(0)] public int A { get; } [Key(1)] public string B { get; } }
        public static class Roots
        {
            public static readonly Sparse[] Sparse = [new() { A = 1, B = "b", C = [1] }, new()];
            public static readonly Small[] Small = [new() { X = 4 }];
            public static readonly Empty[] Empty = [new()];
            public static readonly Positional[] Positional = [new(1, "b")];
        }
        """);

    [Fact]
    public void Numbered_keys_go_to_parameters_by_name_where_the_library_goes_by_position()
    {
        var compiled = CompiledSerializers.Create("""
            [MessagePackObject] public class P { public P(int y, int x) { X = x; Y = y; } [Key(0)] public int X { get; } [Key(1)] public int Y { get; } }
            public static class Roots { public static readonly P[] P = [new(y: 2, x: 1)]; }
            """);
        compiled.AssertRoundTrips();
    }

    [Fact]
    public void Named_keys_and_keys_as_property_names() => CompiledSerializers.Compatible("""
        [MessagePackObject] public class Named { [Key("n")] public int Number { get; set; } [Key("né\"\\w")] public string? Text { get; set; } }
        [MessagePackObject(keyAsPropertyName: true)] public class ByName { public int Number { get; set; } [IgnoreMember] public int No { get; set; } [Key("k")] public int Keyed { get; set; } }
        [MessagePackObject] public class BaseKeys { [Key(0)] public int A { get; set; } [Key(1)] public virtual int V { get; set; } }
        [MessagePackObject] public class LeafKeys : BaseKeys { [Key(2)] public int B { get; set; } public override int V { get; set; } }
        public static class Roots
        {
            public static readonly Named[] Named = [new() { Number = 1, Text = "t" }];
            public static readonly ByName[] ByName = [new() { Number = 1, Keyed = 2 }];
            public static readonly LeafKeys[] LeafKeys = [new() { A = 1, B = 2, V = 3 }];
        }
        """);

    [Fact]
    public void Ignored_members_and_chosen_constructors() => CompiledSerializers.Compatible("""
        public class Item
        {
            public Item(int id, string name) { Id = id; Name = name; }
            [SerializationConstructor] public Item(int id) { Id = id; }
            public int Id { get; }
            public string? Name { get; set; }
            [IgnoreMember] public int A { get; } = 5;
            [System.Runtime.Serialization.IgnoreDataMember] public int B { get; set; }
        }
        public static class Roots { public static readonly Item[] Item = [new(1, "n") { B = 3 }]; }
        """);
}
