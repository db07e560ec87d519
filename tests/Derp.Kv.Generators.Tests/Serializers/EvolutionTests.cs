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
}
