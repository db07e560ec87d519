namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>Two deployments with different members read each other's bytes.</summary>
public class EvolutionTests
{
    [Fact]
    public void Members_come_and_go_and_change_places()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { public record Item(int Id, string Name) { public List<int[]>? Gone { get; set; } } }
            namespace V2 { public record Item(string Name, int Id, int Level = 3, string? Note = "none", double Rate = 1, E Kind = E.B) { public string Unit { get; init; } = "kg"; public int Count { get; set; } = 9; public int Plain { get; set; } } public enum E { A, B } }
            public static class Roots
            {
                public static readonly V1.Item[] Old = [new(7, "n") { Gone = [[1, 2], []] }];
                public static readonly V2.Item[] New = [new("n", 7)];
                public static readonly V2.Item[] Changed = [new("m", 8, 1, null, 2.5, V2.E.A) { Unit = "g", Count = 1, Plain = 2 }];
            }
            """);
        var old = compiled.Values("Old").Single();
        var current = compiled.Values("New").Single();
        Assert.Equal(current, compiled.Read("New", compiled.Write("Old", old)));
        Assert.Equal("Item { Id = 8, Name = m, Gone =  }", compiled.Read("Old", compiled.Write("New", compiled.Values("Changed").Single()))!.ToString());
    }

    [Fact]
    public void Numbered_members_are_appended_and_dropped()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { [MessagePackObject] public record Item { [Key(0)] public int Id { get; set; } [Key(2)] public string? Name { get; set; } } }
            namespace V2 { [MessagePackObject] public record Item { [Key(0)] public int Id { get; set; } [Key(3)] public int Added { get; set; } = 5; [Key(4)] public int Init { get; init; } = 6; } }
            public static class Roots
            {
                public static readonly V1.Item[] Old = [new() { Id = 1, Name = "n" }];
                public static readonly V2.Item[] New = [new() { Id = 1 }];
            }
            """);
        Assert.Equal(compiled.Values("New").Single(), compiled.Read("New", compiled.Write("Old", compiled.Values("Old").Single())));
        Assert.Equal("Item { Id = 1, Name =  }", compiled.Read("Old", compiled.Write("New", compiled.Values("New").Single()))!.ToString());
    }

    [Fact]
    public void A_default_of_a_constructor_body_is_kept()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { public class Item { public int Id { get; set; } } }
            namespace V2 { public class Item { public Item() { Size = 4; Init = "i"; } public int Id { get; set; } public int Size { get; set; } public string Init { get; init; } public required int Must { get; init; } public override string ToString() => $"{Id} {Size} {Init} {Must}"; } }
            public static class Roots
            {
                public static readonly V1.Item[] Old = [new() { Id = 1 }];
                public static readonly V2.Item[] New = [];
            }
            """);
        Assert.Equal("1 4 i 0", compiled.Read("New", compiled.Write("Old", compiled.Values("Old").Single()))!.ToString());
    }

    [Fact]
    public void A_renamed_member_gets_its_default_unless_it_keeps_its_key()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { public record Plain(int Id, string Name); [MessagePackObject] public record Named { [Key("id")] public int Id { get; set; } } [MessagePackObject] public record Numbered { [Key(0)] public int Id { get; set; } } [System.Runtime.Serialization.DataContract] public record Data { [System.Runtime.Serialization.DataMember(Name = "id")] public int Id { get; set; } } }
            namespace V2 { public record Plain(int Id, string Title = "untitled"); [MessagePackObject] public record Named { [Key("id")] public int Number { get; set; } } [MessagePackObject] public record Numbered { [Key(0)] public int Number { get; set; } } [System.Runtime.Serialization.DataContract] public record Data { [System.Runtime.Serialization.DataMember(Name = "id")] public int Number { get; set; } } }
            public static class Roots
            {
                public static readonly V1.Plain[] Plain1 = [new(1, "n")]; public static readonly V2.Plain[] Plain2 = [];
                public static readonly V1.Named[] Named1 = [new() { Id = 2 }]; public static readonly V2.Named[] Named2 = [];
                public static readonly V1.Numbered[] Numbered1 = [new() { Id = 3 }]; public static readonly V2.Numbered[] Numbered2 = [];
                public static readonly V1.Data[] Data1 = [new() { Id = 4 }]; public static readonly V2.Data[] Data2 = [];
            }
            """);
        string Renamed(string root) => compiled.Read(root + "2", compiled.Write(root + "1", compiled.Values(root + "1").Single()))!.ToString()!;
        Assert.Equal("Plain { Id = 1, Title = untitled }", Renamed("Plain"));
        Assert.Equal("Named { Number = 2 }", Renamed("Named"));
        Assert.Equal("Numbered { Number = 3 }", Renamed("Numbered"));
        Assert.Equal("Data { Number = 4 }", Renamed("Data"));
    }

    [Fact]
    public void A_union_that_lost_a_case_refuses_its_bytes_and_reads_the_others()
    {
        var compiled = CompiledSerializers.Create("""
            namespace V1 { [Union(0, typeof(A)), Union(1, typeof(B))] public abstract record Shape; public record A(int X) : Shape; public record B(int Y) : Shape; }
            namespace V2 { [Union(0, typeof(A)), Union(2, typeof(C))] public abstract record Shape; public record A(int X) : Shape; public record C(int Z) : Shape; }
            public static class Roots { public static readonly V1.Shape[] Old = [new V1.A(1), new V1.B(2)]; public static readonly V2.Shape[] New = []; }
            """);
        var old = compiled.Values("Old").Select(v => compiled.Write("Old", v)).ToList();
        Assert.Equal("A { X = 1 }", compiled.Read("New", old[0])!.ToString());
        Assert.Throws<KvSerializationException>(() => compiled.Read("New", old[1]));
    }

    [Fact]
    public void A_key_that_comes_twice_gives_its_last_value_and_unknown_ones_are_skipped()
    {
        var compiled = CompiledSerializers.Create("""
            public record Item(int A);
            public static class Roots { public static readonly Item[] Item = [new(1)]; }
            """);
        byte[] bytes = [0x84, 0xa1, (byte)'A', 1, 0xa1, (byte)'Z', 0x92, 0x81, 1, 2, 0xc0, 0xa1, (byte)'A', 7, 0xa0, 0xc0];
        Assert.Equal("Item { A = 7 }", compiled.Read("Item", bytes)!.ToString());
        byte[] notText = [0x81, 1, 1];
        Assert.Throws<KvSerializationException>(() => compiled.Read("Item", notText));
    }
}
