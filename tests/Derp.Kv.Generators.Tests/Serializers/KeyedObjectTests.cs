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

    [Fact]
    public void Data_contracts_by_order_and_by_name() => CompiledSerializers.Compatible("""
        namespace D
        {
            using System.Runtime.Serialization;
            [DataContract] public class Ordered { [DataMember(Order = 0)] public int X; [DataMember(Order = 2)] public int Y { get; set; } public int Z; [IgnoreDataMember] public int No { get; set; } }
            [DataContract] public class Named { [DataMember(Name = "xx")] public int X; [DataMember] public int Y { get; set; } public int Computed => X + Y; }
            [DataContract] public class Both { [DataMember(Name = "n", Order = 1)] public int X; }
            [DataContract] public record Positional([property: DataMember(Order = 1)] int A, [property: DataMember(Order = 0)] string B);
            [DataContract] public class Base { [DataMember] public int A { get; set; } = 5; }
            [DataContract] public class Derived : Base { [DataMember(Name = "B")] public new string A { get; set; } = ""; }
            [DataContract, MessagePackObject] public class Keyed { [Key(0)] public int A; }
            [DataContract, MessagePackObject(true)] public class ByName { [DataMember(Name = "q")] public int A; public int B { get; set; } }
        }
        public static class Roots
        {
            public static readonly D.Ordered[] Ordered = [new() { X = 1, Y = 2, Z = 3 }];
            public static readonly D.Named[] Named = [new() { X = 1, Y = 2 }];
            public static readonly D.Both[] Both = [new() { X = 1 }];
            public static readonly D.Derived[] Derived = [new() { A = "x" }];
            public static readonly D.Keyed[] Keyed = [new() { A = 1 }];
            public static readonly D.ByName[] ByName = [new() { A = 1, B = 2 }];
        }
        """);

    [Fact]
    public void Members_hidden_by_new_ones_are_both_kept() => CompiledSerializers.Compatible("""
        namespace N.@event
        {
            public class Outer
            {
                public class Base { public int A { get; set; } = 5; public string? F; public int M { get; set; } }
                public class Derived : Base { public new string A { get; set; } = ""; public new int F; public new void M() { } }
            }
        }
        [MessagePackObject] public class KeyedBase { [Key(0)] public int A { get; set; } = 5; [Key(2)] public virtual int V { get; set; } }
        [MessagePackObject] public class KeyedDerived : KeyedBase { [Key(1)] public new string? A { get; set; } public override int V { get; set; } }
        public static class Roots
        {
            public static readonly N.@event.Outer.Derived[] Derived = [new() { A = "x", F = 3 }];
            public static readonly KeyedDerived[] KeyedDerived = [new() { A = "q", V = 4 }];
        }
        """);
}
