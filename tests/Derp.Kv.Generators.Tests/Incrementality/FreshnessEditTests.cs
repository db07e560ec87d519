using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1: what is declared beside a body, or named by its settings, is followed into other files, and nothing else is.</summary>
public class FreshnessEditTests
{
    private const string Body = """
        namespace Shop;
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("p:{id}", Ttl = "10m", RefreshAfter = Times.Fresh, RefreshOn = RefreshOn.NewScope)]
            private Task<Cacheable<string>> GetCoreAsync(int id, Previous<string> previous) => Task.FromResult(Cacheable.From(previous.HasValue ? previous.Value : ""));
        }
        """;

    private const string Part = """
        namespace Shop;
        partial class Catalog : ICatalog
        {
            public partial ValueTask<CacheHit<string>> TryGetAsync(int id, CancellationToken ct = default);
        }
        """;

    private const string Others = """
        namespace Shop;
        public static class Times { public const string Fresh = "1m"; }
        public interface IRoot;
        public interface ICatalog : IDisposable;
        public class Unrelated { public int Count { get; set; } }
        """;

    private static readonly string[] s_files = [Body, Part, Others];

    [Theory]
    [InlineData("\"1m\"", "\"2m\"", "RefreshAfter = global::System.TimeSpan.FromMinutes(2)")]
    [InlineData("ICatalog : IDisposable", "ICatalog : IRoot", "typeof(global::Shop.IRoot)")]
    [InlineData("partial class Catalog : ICatalog", "partial class Catalog : IRoot", "[typeof(global::Shop.IRoot)]")]
    [InlineData("ValueTask<CacheHit<string>> TryGetAsync", "Task<CacheHit<string>> TryGetAsync", "TryGetAsync(kv, new(id), ct).AsTask();")]
    [InlineData("TryGetAsync(int id, CancellationToken ct = default)", "GetAsync(int id)", "Cache.CallHitAsync(")]
    public void Edit_in_another_file_is_followed_there_and_back(string before, string after, string expected)
    {
        var edits = new Edits();
        var text = edits.Text;
        Assert.DoesNotContain(expected, text, StringComparison.Ordinal);
        edits.Replace(before, after);
        Assert.Contains(expected, edits.Text, StringComparison.Ordinal);
        edits.Replace(after, before);
        Assert.Equal(text, edits.Text);
    }

    [Theory]
    [InlineData("\"1m\"", "\"11m\"")]
    [InlineData("CacheHit<string>", "CacheHit<int>")]
    public void Edit_in_another_file_that_makes_no_sense_takes_the_wrapper_back(string before, string after)
    {
        var edits = new Edits();
        edits.Replace(before, after);
        Assert.DoesNotContain("CallAsync", edits.Text, StringComparison.Ordinal);
        edits.Replace(after, before);
        Assert.Contains("CallAsync", edits.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public int Count { get; set; }", "public long Count;")]
    [InlineData("previous.HasValue ? previous.Value : \"\"", "previous.ETag ?? \"\"")]
    public void Edit_elsewhere_leaves_every_output_alone(string before, string after)
    {
        var edits = new Edits();
        edits.Replace(before, after);
        Assert.All(edits.Reasons, static r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));
    }

    private sealed class Edits
    {
        private CSharpCompilation _compilation = TestCompilation.Create(s_files);
        private GeneratorDriver _driver = GeneratorRun.Driver();

        public Edits() => Run();

        public string Text => Result.GeneratedSources.Single(static s => s.HintName == "Shop.Catalog.g.cs").SourceText.ToString();

        public IEnumerable<IncrementalStepRunReason> Reasons =>
            Result.TrackedSteps.Where(static s => TrackingNames.All.Contains(s.Key)).SelectMany(static s => s.Value)
                .Concat(Result.TrackedOutputSteps.SelectMany(static s => s.Value))
                .SelectMany(static s => s.Outputs)
                .Select(static o => o.Reason);

        private GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

        public void Replace(string before, string after)
        {
            var tree = _compilation.SyntaxTrees.Single(t => t.ToString().Contains(before, StringComparison.Ordinal));
            var edited = CSharpSyntaxTree.ParseText(tree.ToString().Replace(before, after, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath);
            _compilation = _compilation.ReplaceSyntaxTree(tree, edited);
            Run();
        }

        private void Run() => _driver = _driver.RunGenerators(_compilation, TestContext.Current.CancellationToken);
    }
}
