using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Types of assemblies that are referenced under an alias alone: <c>global::</c> does not reach them.</summary>
public class ExternAliasTests
{
    private const string Models = """
        namespace Lib;
        public enum Color { Red, Green }
        public sealed record Item(int Id, Part? Part = null, Color Color = Color.Green);
        public sealed record Part(string Name);
        public readonly record struct Place(int X, string Y);
        public interface IThing { int Id { get; } }
        public class Base { protected static KvClient? Kv { get; set; } = new MemoryKvClient(); }
        public sealed class PlaceSerializer : IKvSerializer<Place>
        {
            public void Serialize(global::System.Buffers.IBufferWriter<byte> writer, Place value) => throw new NotSupportedException();
            public Place Deserialize(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();
        }
        """;

    [Theory]
    [InlineData("private Task<Old::Lib.Item?> GetCoreAsync(int id) => throw new NotSupportedException();")]
    [InlineData("private Task<int> GetCoreAsync(Old::Lib.Place place, Old::Lib.Color color, Old::Lib.Color? maybe) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(Old::Lib.Item item) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(Old::Lib.Color color = Old::Lib.Color.Red, Old::Lib.Color other = (Old::Lib.Color)7) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync<T>(int id) where T : Old::Lib.IThing => Task.FromResult(id);")]
    [InlineData("private Task<Dictionary<string, (Old::Lib.Place A, Old::Lib.Item[]? B)>> GetCoreAsync(List<Old::Lib.Color[]> id) => throw new NotSupportedException();")]
    [InlineData("private Task<Mine> GetCoreAsync(int id) => throw new NotSupportedException(); public sealed record Mine(Old::Lib.Item Item, List<Old::Lib.Color?> Colors, Of<Old::Lib.Part> Part); public sealed record Of<T>(T Value);")]
    public void Method(string code)
    {
        var run = GeneratorRun.Of(
            [$"extern alias Old; namespace A; public partial class C(KvClient kv) {{ [Cached(Ttl = \"5m\")] {code} }}"],
            change: c => c.AddReferences(new Library("Lib", Models, "Old").Reference));
        Assert.Contains(run.Sources, s => s.SourceText.ToString().Contains("\nextern alias Old;\n", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Sources, s => s.SourceText.ToString().Contains("global::Lib", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[Cached(Ttl = \"5m\", Serializer = typeof(Old::Lib.PlaceSerializer))] private Task<Old::Lib.Place?> GetCoreAsync(int id) => throw new NotSupportedException();", "(KvClient kv)")]
    [InlineData("[Idempotent(\"{id}\", Ttl = \"5m\")] private Task GetCoreAsync(int id, Old::Lib.Item what) => throw new NotSupportedException();", "(KvClient kv)")]
    [InlineData("[Cached(Ttl = \"5m\")] private static Task<int> GetCoreAsync(int Kv, Old::Lib.Color c) => Task.FromResult(Kv);", " : Old::Lib.Base")]
    [InlineData("[Cached(Ttl = \"5m\")] private Task<Old::Lib.Item> GetCoreAsync(int id) => throw new NotSupportedException(); public partial Task<Old::Lib.Item> GetAsync(int id);", "(KvClient kv)")]
    public void Every_place_that_names_a_type(string code, string head) =>
        GeneratorRun.Of(
            [$"extern alias Old; namespace A; public partial class C{head} {{ {code} }}"],
            change: c => c.AddReferences(new Library("Lib", Models, "Old").Reference));

    [Fact]
    public void Only_files_that_need_an_alias_declare_it()
    {
        var run = GeneratorRun.Of(
            ["extern alias Old; public sealed record Own(int Id); public partial class C(KvClient kv) { [Cached(Ttl = \"5m\")] private Task<Own> GetCoreAsync(Old::Lib.Color c) => throw new NotSupportedException(); }"],
            change: c => c.AddReferences(new Library("Lib", Models, "Old", "Older").Reference, new Library("Lib2", Models, "Unused").Reference));
        Assert.Equal(["C.g.cs"], run.Sources.Where(s => s.SourceText.ToString().Contains("extern alias", StringComparison.Ordinal)).Select(s => s.HintName));
        Assert.DoesNotContain("Unused", run.Text("C.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Alias_beside_the_global_one_is_not_needed()
    {
        var run = GeneratorRun.Of(
            ["extern alias Old; public partial class C(KvClient kv) { [Cached(Ttl = \"5m\")] private Task<int> GetCoreAsync(Old::Lib.Color c) => Task.FromResult(1); }"],
            change: c => c.AddReferences(new Library("Lib", Models, "Old", "global").Reference));
        Assert.DoesNotContain("extern alias", run.Text("C.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Alias_that_is_a_keyword() =>
        GeneratorRun.Of(
            ["extern alias @class; public partial class C(KvClient kv) { [Cached(Ttl = \"5m\")] private Task<@class::Lib.Item> GetCoreAsync(@class::Lib.Color c) => throw new NotSupportedException(); }"],
            change: c => c.AddReferences(new Library("Lib", Models, "class").Reference));

    [Fact]
    public async Task One_type_name_in_two_assemblies_is_two_types()
    {
        const string v1 = "namespace Lib; public sealed record Item(int Id);";
        const string v2 = "namespace Lib; public sealed record Item(string Name, int[] Sizes);";
        var result = await CompiledCode.RunAsync<string>(
            """
            extern alias V1;
            extern alias V2;
            public sealed partial class C(KvClient kv)
            {
                private int _runs;
                [Cached("old:{id}", Ttl = "5m")]
                private Task<V1::Lib.Item> OldCoreAsync(int id) { _runs++; return Task.FromResult(new V1::Lib.Item(id)); }
                [Cached("new:{item}", Ttl = "5m")]
                private Task<List<V2::Lib.Item>> NewCoreAsync(V1::Lib.Item item) { _runs++; return Task.FromResult(new List<V2::Lib.Item> { new("n", [item.Id]) }); }
                public int Runs => _runs;
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new C(kv);
                    await c.OldAsync(7);
                    await c.NewAsync(new(7));
                    return $"{(await c.OldAsync(7)).Id} {(await c.NewAsync(new(7)))[0].Name} {(await c.NewAsync(new(7)))[0].Sizes[0]} {c.Runs}";
                }
            }
            """,
            libraries: [new Library("Lib1", v1, "V1"), new Library("Lib2", v2, "V2")]);
        Assert.Equal("7 n 7 2", result);
    }

    [Fact]
    public void Overloads_that_differ_by_the_assembly_alone() => Refusal.VerifyFile(
        "DKV0005",
        "'GetAsync' cannot be generated: a generated method of 'GetCoreAsync' has this name and the same parameters",
        """
        extern alias V1; extern alias V2;
        public partial class C(KvClient kv)
        {
            [RateLimited("a", Limit = 1, Window = "1m")] private Task GetCoreAsync(V1::Lib.Item item) => Task.CompletedTask;
            [RateLimited("b", Limit = 1, Window = "1m")] private Task [|GetCoreAsync|](V2::Lib.Item item) => Task.CompletedTask;
            NEIGHBOUR
        }
        """,
        change: c => c.AddReferences(new Library("Lib1", Models, "V1").Reference, new Library("Lib2", Models, "V2").Reference));

    [Theory]
    [InlineData("Derp.Kv")]
    [InlineData("MessagePack")]
    public void Library_itself_under_an_alias(string assembly)
    {
        var source = "extern alias Mine; using @KvClient = @::Derp.Kv.KvClient; public partial class C { private readonly KvClient _kv = null!; [@::Derp.Kv.Cached(Ttl = \"1m\")] private System.Threading.Tasks.Task<int> [|GetCoreAsync|](int id) => null!; }"
            .Replace("using @KvClient", "using KvClient", StringComparison.Ordinal)
            .Replace("@", assembly == "Derp.Kv" ? "Mine" : "global", StringComparison.Ordinal);
        Refusal.VerifyFile(
            "DKV0001",
            $"'GetCoreAsync' cannot have a wrapper: the assembly '{assembly}' is referenced only under the alias 'Mine'; add the alias 'global', so that generated code can name it",
            source,
            change: c =>
            {
                var reference = c.References.Single(r => c.GetAssemblyOrModuleSymbol(r)?.Name == assembly);
                return c.ReplaceReference(reference, reference.WithAliases(["Mine"]));
            });
    }
}
