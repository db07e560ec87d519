using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1, N7: an edit in another file that lets a shared type change takes the sharing back, and nothing else does.</summary>
public class SharingEditTests
{
    private const string Method = """
        namespace Shop;
        public partial class Catalog(KvClient kv)
        {
            [Cached("p:{id}", Ttl = "1m")]
            private Task<Product?> GetCoreAsync(int id) => Task.FromResult<Product?>(null);
        }
        """;

    private const string Product = """
        namespace Shop;
        [MessagePack.MessagePackObject(true)] public sealed partial class Product(string sku) : ProductBase
        {
            public string Sku { get; } = sku;
            public required Maker Maker { get; init; }
            public int Length() => 1;
        }
        """;

    private const string Others = """
        namespace Shop;
        public abstract class ProductBase { public readonly int Id; }
        public record Maker(string Name);
        public class Unrelated { public int Count { get; set; } }
        """;

    [Theory]
    [InlineData("public string Sku { get; }", "public string Sku { get; set; }")]
    [InlineData("public string Sku { get; }", "public string Sku { get; private set; }")]
    [InlineData("Length() => 1", "Length() => sku.Length")]
    [InlineData("public int Length()", "[field: MessagePack.IgnoreMember] public event Action? Changed; public void Raise() => Changed?.Invoke(); public int Length()")]
    [InlineData("public int Length()", "~Product() { } public int Length()")]
    [InlineData(": ProductBase", ": ProductBase, IDisposable")]
    [InlineData("public readonly int Id", "public int Id")]
    [InlineData("record Maker(string Name)", "record Maker(string[] Name)")]
    [InlineData("record Maker(string Name)", "record Maker(string Name) { public int Age { get; set; } }")]
    public void Edit_that_lets_a_type_change_takes_sharing_back_and_its_undoing_gives_it_again(string before, string after)
    {
        var edits = new Edits(Method, Product, Others);
        Assert.True(edits.IsShared);
        edits.Replace(before, after);
        Assert.False(edits.IsShared);
        edits.Replace(after, before);
        Assert.True(edits.IsShared);
    }

    [Fact]
    public void New_file_with_another_part_of_the_type_takes_sharing_back()
    {
        var edits = new Edits(Method, Product, Others);
        edits.Add("namespace Shop; partial class Product { public int Stock { get; set; } }");
        Assert.False(edits.IsShared);
    }

    [Fact]
    public void Vouching_in_another_file_gives_sharing()
    {
        var edits = new Edits(Method, Product.Replace("public int Length()", "private string? _upper; public string Upper => _upper ??= Sku.ToUpperInvariant(); public int Length()", StringComparison.Ordinal), Others);
        Assert.False(edits.IsShared);
        edits.Add("[assembly: KvImmutable(typeof(Shop.Product))]");
        Assert.True(edits.IsShared);
    }

    [Theory]
    [InlineData("public int Count { get; set; }", "public int[] Count = [];")]
    [InlineData("public class Unrelated", "public class Other")]
    public void Edit_of_an_unrelated_type_leaves_every_output_alone(string before, string after)
    {
        var edits = new Edits(Method, Product, Others);
        edits.Replace(before, after);
        Assert.True(edits.IsShared);
        Assert.All(edits.Reasons, static r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));
    }

    // The member that is added elsewhere goes into the copy, and out of it again; nothing else is written anew.
    [Fact]
    public void Edit_of_copied_data_in_another_file_changes_its_copy()
    {
        var edits = new Edits(
            Method.Replace("Ttl = \"1m\"", "Ttl = \"1m\", Near = \"1s\"", StringComparison.Ordinal),
            "namespace Shop; public class Product { public int Id { get; set; } public Part? Part { get; set; } }",
            "namespace Shop; public class Part { public int[]? Sizes { get; set; } }");
        var before = edits.Text("Derp.Kv.Generated.Shop.ProductCopy.g.cs");
        Assert.DoesNotContain("Weight", edits.Text("Derp.Kv.Generated.Shop.PartCopy.g.cs"), StringComparison.Ordinal);
        edits.Replace("public int[]? Sizes", "public double Weight { get; set; } public int[]? Sizes");
        Assert.Contains("Weight = value.Weight,", edits.Text("Derp.Kv.Generated.Shop.PartCopy.g.cs"), StringComparison.Ordinal);
        Assert.Equal(before, edits.Text("Derp.Kv.Generated.Shop.ProductCopy.g.cs"));
        edits.Replace("public double Weight { get; set; }", "public Product? Parent { get; set; }");
        Assert.DoesNotContain(edits.Files, static f => f.Contains("Copy", StringComparison.Ordinal));
    }

    private sealed class Edits
    {
        private CSharpCompilation _compilation;
        private GeneratorDriver _driver = GeneratorRun.Driver();

        public Edits(params string[] files)
        {
            _compilation = TestCompilation.Create(files);
            Run();
        }

        public bool IsShared
        {
            get
            {
                var text = Text("Shop.Catalog.g.cs");
                Assert.Contains("Cache.InvokeAsync(", text, StringComparison.Ordinal);
                return text.Contains("IsFrozen = true", StringComparison.Ordinal);
            }
        }

        public IEnumerable<string> Files => Result.GeneratedSources.Select(static s => s.HintName);

        public IEnumerable<IncrementalStepRunReason> Reasons =>
            Result.TrackedSteps.Where(static s => TrackingNames.All.Contains(s.Key)).SelectMany(static s => s.Value)
                .Concat(Result.TrackedOutputSteps.SelectMany(static s => s.Value))
                .SelectMany(static s => s.Outputs)
                .Select(static o => o.Reason);

        public string Text(string hintName) => Result.GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

        private GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

        public void Replace(string before, string after)
        {
            var tree = _compilation.SyntaxTrees.Single(t => t.ToString().Contains(before, StringComparison.Ordinal));
            _compilation = _compilation.ReplaceSyntaxTree(tree, Parse(tree.ToString().Replace(before, after, StringComparison.Ordinal), tree.FilePath));
            Run();
        }

        public void Add(string text)
        {
            _compilation = _compilation.AddSyntaxTrees(Parse(text, "New.cs"));
            Run();
        }

        private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions(LanguageVersion.CSharp12), path);

        private void Run() => _driver = _driver.RunGenerators(_compilation, TestContext.Current.CancellationToken);
    }
}
