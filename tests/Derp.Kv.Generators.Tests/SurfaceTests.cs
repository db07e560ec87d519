using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests;

/// <summary>What the generator reads again after an edit: all that a wrapper depends on, and no body.</summary>
public class SurfaceTests
{
    private const string Service = """
        namespace A;
        public static class Before { public static int M() { return 1; } }
        public partial class C(KvClient kv)
        {
            private readonly int _number = 1;
            public int Number { get { return _number; } set { } }
            [Cached("p:{id}", Ttl = Other.Ttl)]
            private Task<Item?> GetCoreAsync(string id) => Task.FromResult<Item?>(null);
            public int Field = 0;
        }
        public class Item { public Item() { Id = 1; } public int Id { get; set; } public string Name { get; set; } = ""; }
        """;

    private const string Other = """
        namespace A;
        public static class Other { public const string Ttl = "1m"; }
        """;

    [Theory]
    [InlineData("return 1;", "return 1 + 1;")]
    [InlineData("Task.FromResult<Item?>(null)", "Task.FromResult<Item?>(new())")]
    [InlineData("{ return _number; }", "{ /* more */ return -_number; }")]
    [InlineData("public int Field = 0;", "// a comment\n public int Field = 0;")]
    public void Edit_within_a_body_reads_nothing_again(string before, string after)
    {
        var (first, edited, fresh, reasons) = Edit(Service, Replaced(Service, before, after), Other, Other);
        Assert.All(reasons, r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.Equal(first, edited);
        Assert.Equal(fresh, edited);
    }

    [Theory]
    [InlineData("return 1;", "return 1;\n#nullable disable\n")]
    [InlineData("_number = 1;", "_number = kv is null ? 1 : 2;")]
    [InlineData("string id", "string? id")]
    [InlineData("public int Field = 0;", "public int GetAsync = 0;")]
    [InlineData("Name { get; set; } = \"\";", "Name { get => \"\"; set { } }")]
    [InlineData("public partial class C", "public class C")]
    [InlineData("public partial class C", "public partial )class C")]
    public void Edit_of_a_declaration_is_seen(string before, string after) => AssertSeen(Service, Replaced(Service, before, after), Other, Other);

    // What state a type keeps shows in its bodies alone.
    [Fact]
    public void Edit_within_a_body_of_a_result_is_read_again()
    {
        var (first, edited, fresh, reasons) = Edit(Service, Replaced(Service, "{ Id = 1; }", "{ Id = 2; if (Id == 3) { Id = 4; } }"), Other, Other);
        Assert.All(reasons, r => Assert.Equal(IncrementalStepRunReason.Unchanged, r));
        Assert.Equal(first, edited);
        Assert.Equal(fresh, edited);
    }

    [Theory]
    [InlineData("get => field;", "get => 1;")]
    [InlineData("get => 1;", "get => field;")]
    [InlineData("get { return field; }", "get { return 1; }")]
    [InlineData("get { return 1; }", "get { return field; }")]
    [InlineData("get => field; set;", "get => 1; set { }")]
    [InlineData("get => 1; set { }", "get => field; set;")]
    public void Field_keyword_that_comes_or_goes_is_seen(string before, string after)
    {
        foreach (var kind in (string[])["class", "struct", "record struct"])
        {
            var service = $$"""
                namespace A;
                public partial class C(KvClient kv)
                {
                    [Cached("p:{id}", Ttl = "1m")] private Task<Item> GetCoreAsync(int id) => Task.FromResult(new Item());
                    [Idempotent("q:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(string id, Item item) => Task.FromResult(item.Id);
                    [Cached(Ttl = "1m")] private Task<int> FindCoreAsync(Item item) => Task.FromResult(item.Id);
                }
                """;
            var item = $$"""namespace A; public sealed {{(kind == "class" ? "record" : kind)}} Item { public int Id { {{before}} } public string? Name { get; set; } }""";
            var (_, edited, fresh, _) = Edit(service, service, item, Replaced(item, before, after), LanguageVersion.CSharp14);
            Assert.Equal(fresh, edited);
        }
    }

    [Fact]
    public void Edit_of_a_constant_elsewhere_is_seen() => AssertSeen(Service, Service, Other, Replaced(Other, "1m", "2m"));

    [Theory]
    [InlineData("using Kept = Derp.Kv.CachedAttribute;\n", "")]
    [InlineData("", "global using Kept = Derp.Kv.CachedAttribute;\n")]
    public void Attribute_is_known_by_its_alias(string here, string there)
    {
        var aliased = here + Replaced(Service, "[Cached(", "[Kept(");
        var (_, edited, fresh, _) = Edit("", aliased, Other, there + Other);
        Assert.Contains(edited, s => s.Contains(" GetAsync(", StringComparison.Ordinal));
        Assert.Equal(fresh, edited);
    }

    [Fact]
    public void Deeply_nested_initializer_is_read() =>
        Assert.NotEmpty(Edit("", Replaced(Service, "Field = 0", "Field = " + string.Concat(Enumerable.Repeat("1 + ", 4000)) + "0"), Other, Other).Edited);

    private static void AssertSeen(string service, string editedService, string other, string editedOther)
    {
        var (_, edited, fresh, reasons) = Edit(service, editedService, other, editedOther);
        Assert.Contains(reasons, r => r != IncrementalStepRunReason.Cached);
        Assert.Equal(fresh, edited);
    }

    private static string Replaced(string text, string before, string after)
    {
        Assert.Contains(before, text, StringComparison.Ordinal);
        return text.Replace(before, after, StringComparison.Ordinal);
    }

    private static (List<string> First, List<string> Edited, List<string> Fresh, IReadOnlyList<IncrementalStepRunReason> Reasons) Edit(
        string service, string editedService, string other, string editedOther, LanguageVersion version = LanguageVersion.CSharp12)
    {
        var token = TestContext.Current.CancellationToken;
        var before = TestCompilation.Create([service, other], version);
        var after = TestCompilation.Create([editedService, editedOther], version).WithReferences(before.References);
        var driver = GeneratorRun.Driver(version).RunGenerators(before, token);
        var edited = driver.RunGenerators(after, token);
        var reasons = edited.GetRunResult().Results.Single().TrackedSteps.TryGetValue(TrackingNames.Methods, out var steps)
            ? steps.SelectMany(s => s.Outputs).Select(o => o.Reason).ToList()
            : [];
        return (Sources(driver), Sources(edited), Sources(GeneratorRun.Driver(version).RunGenerators(after, token)), reasons);
    }

    private static List<string> Sources(GeneratorDriver driver) =>
        [.. driver.GetRunResult().Results.Single().GeneratedSources.Select(s => $"{s.HintName}\n{s.SourceText}")];
}
