using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G4: every language version from 12 on, in every kind of project.</summary>
public class LanguageTests
{
    private const string Plain = """
        namespace A
        {
            public sealed record Item(int Id, string Name, global::System.DayOfWeek? Day);
            public unsafe partial class C(global::Derp.Kv.KvClient kv)
            {
                [global::Derp.Kv.Cached("a:{id}:{day}:{n}:{u}", Ttl = "5m")]
                private global::System.Threading.Tasks.Task<Item> GetCoreAsync(int id, global::System.DayOfWeek? day, nint n, nuint u = 7, global::System.Threading.CancellationToken ct = default) => throw new global::System.NotSupportedException();
            }
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp13, "private Task<int> GetCoreAsync(params IReadOnlyList<int> ids) => Task.FromResult(ids.Count);")]
    [InlineData(LanguageVersion.CSharp13, "private Task<int> GetCoreAsync(string first, params List<(int A, string? B)> ids) => Task.FromResult(ids.Count);")]
    [InlineData(LanguageVersion.CSharp13, "private Task<int> GetCoreAsync(CancellationToken ct, params IReadOnlyCollection<DayOfWeek?> ids) => Task.FromResult(1);")]
    [InlineData(LanguageVersion.CSharp13, "public partial Task<int> GetAsync(params IReadOnlyList<int> numbers); private Task<int> GetCoreAsync(params IReadOnlyList<int> ids) => Task.FromResult(1);")]
    [InlineData(LanguageVersion.CSharp13, "private async Task<int> GetCoreAsync(int id) { Span<int> x = [id]; var y = x[0]; await Task.Yield(); return y; }")]
    [InlineData(LanguageVersion.CSharp13, "private partial int P { get; } private partial int P { get => 1; } private Task<int> GetCoreAsync(int id) => Task.FromResult(P);")]
    [InlineData(LanguageVersion.CSharp14, "public KvClient Other { get => field; set => field = value; } = null!; private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData(LanguageVersion.CSharp14, "private Task<int> GetCoreAsync(int extension, int field) => Task.FromResult(extension + field);")]
    public void Newer_language(LanguageVersion version, string code) =>
        GeneratorRun.Of(
            $$"""
            public partial class C
            {
                private readonly KvClient _kv = new MemoryKvClient();
                {{code.Replace("private Task<int> Get", "[Cached(Ttl = \"5m\")] private Task<int> Get", StringComparison.Ordinal).Replace("private async", "[Cached(Ttl = \"5m\")] private async", StringComparison.Ordinal)}}
            }
            """,
            version);

    [Fact]
    public void Partial_type_with_an_extension_block_beside() =>
        GeneratorRun.Of(
            """
            public static partial class E
            {
                private static readonly KvClient s_kv = new MemoryKvClient();
                extension(string s) { public int Size => s.Length; }
                [Cached(Ttl = "5m")] private static Task<int> GetCoreAsync(this string id) => Task.FromResult(id.Size);
            }
            """,
            LanguageVersion.CSharp14);

    [Fact]
    public void Top_level_program() =>
        GeneratorRun.Of(
            [
                """
                Program.Kv = new MemoryKvClient();
                Console.WriteLine(await GetAsync(1));
                public partial class Program
                {
                    public static KvClient Kv { get; set; } = null!;
                    [Cached(Ttl = "5m")] private static Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                }
                """,
            ],
            change: c => c.WithOptions(c.Options.WithOutputKind(OutputKind.ConsoleApplication)));

    [Fact]
    public void Local_function_of_a_top_level_program() => Refusal.VerifyFile(
        "DKV0001",
        "'GetCoreAsync' cannot have a wrapper: it is a local function",
        """
        await GetCoreAsync(1);
        [[|Cached(Ttl = "1m")|]] static Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        public partial class C(KvClient kv) { NEIGHBOUR }
        """,
        change: c => c.WithOptions(c.Options.WithOutputKind(OutputKind.ConsoleApplication)));

    [Fact]
    public void Project_without_usings_with_overflow_checks_and_unsafe_code() =>
        GeneratorRun.Of(
            [Plain],
            change: c => c.RemoveSyntaxTrees(c.SyntaxTrees[0]).WithOptions(c.Options.WithOverflowChecks(true).WithAllowUnsafe(true)));

    [Fact]
    public void Project_without_nullable_annotations() =>
        GeneratorRun.Of(
            [
                """
                public class Item { public string Name { get; set; } public List<string> Tags { get; set; } public Item Next { get; set; } }
                public interface IThing<T> { Task<T> GetAsync(string id = null); }
                public partial class C<T> : IThing<string> where T : class
                {
                    private KvClient _kv; public C(KvClient kv) => _kv = kv;
                    [Cached(Ttl = "5m")] private Task<string> GetCoreAsync(string id = null) => Task.FromResult(id);
                    [Cached("i:{item.Name}", Ttl = "5m")] private Task<Dictionary<string, Item>> ItemCoreAsync<U>(Item item, [NotKey] U other = default) where U : class, IComparable<T> => null;
                    public partial Task<Item[]> AllAsync(string name, CancellationToken ct = default);
                    [Cached("a:{name}", Ttl = "5m")] private Task<Item[]> AllCoreAsync(string name, CancellationToken ct) => null;
                    [Idempotent("o:{name}", Ttl = "5m")] private Task OnceCoreAsync(string name, Item item, List<string> tags) => null;
                }
                """,
            ],
            change: c => c.WithOptions(c.Options.WithNullableContextOptions(NullableContextOptions.Disable)));

    [Theory]
    [InlineData("Memo", "using Memo = Derp.Kv.CachedAttribute;")]
    [InlineData("Memo", "global using Memo = global::Derp.Kv.CachedAttribute;")]
    [InlineData("K.Cached", "using K = Derp.Kv;")]
    [InlineData("K::CachedAttribute", "using K = Derp.Kv;")]
    [InlineData("global::Derp.Kv.Cached", "")]
    [InlineData("method: CachedAttribute", "")]
    public void Attribute_by_another_name(string attribute, string directive) =>
        Assert.Single(GeneratorRun.Of($$"""
            {{directive}}
            namespace A { public partial class C(KvClient kv) { [{{attribute}}(Ttl = "5m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); } }
            """).Sources);

    [Theory]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"5m\")]", "")]
    [InlineData("", "[Cached(\"a:{id}\", Ttl = \"5m\")]")]
    [InlineData("[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\")]", "[Cached(\"a:{id}\", Ttl = \"5m\")]")]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"5m\")]", "[Idempotent(\"a:{id}\", Ttl = \"1m\")]")]
    public void Attributes_on_either_part_of_a_partial_body(string onDefinition, string onImplementation)
    {
        var run = GeneratorRun.Of($$"""
            public partial class C(KvClient kv)
            {
                {{onDefinition}} private partial Task<int> GetCoreAsync(int id, CancellationToken ct = default);
                {{onImplementation}} private partial Task<int> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult(id);
            }
            """);
        var text = Assert.Single(run.Sources).SourceText.ToString();
        Assert.Equal(onDefinition.Contains("RateLimited", StringComparison.Ordinal), text.Contains("GetMethod.Limit.InvokeAsync", StringComparison.Ordinal));
        Assert.Equal(onImplementation.Contains("Idempotent", StringComparison.Ordinal), text.Contains("GetMethod.Once.InvokeAsync", StringComparison.Ordinal));
        Assert.Contains("GetMethod.Cache.InvokeAsync", text, StringComparison.Ordinal);
    }
}
