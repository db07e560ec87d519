using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests;

/// <summary>G1: what an edit costs. Every step of the pipeline is seen, and each output file by its name.</summary>
public class IncrementalityTests
{
    private const string First = """
        namespace A;
        public sealed record Product(int Id, string Name) { public List<int>? Sizes { get; set; } }
        public partial class First(KvClient kv)
        {
            [Cached("p:{id}", Ttl = "5m", Near = "1s")]
            [RateLimited("p:{id}", Limit = 5, Window = "1m")]
            private Task<Product?> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult<Product?>(null);
        }
        """;

    private const string Second = """
        namespace A;
        public partial class Second(KvClient kv)
        {
            [Idempotent("q:{id}", Ttl = "5m")]
            private Task<string> PayCoreAsync(string id, Product product) => Task.FromResult(id + product.Name);

            [RateLimited("q:{id}", Limit = 5, Window = "1m")]
            private Task LogInCoreAsync(string id) => Task.CompletedTask;
        }
        """;

    // A step that was run again and found the same is Unchanged, one that was not even run is Cached.
    private static readonly IncrementalStepRunReason[] s_untouched = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    [Fact]
    public void Unrelated_file_leaves_everything_cached() =>
        AssertUntouched(Edit(c => c.AddSyntaxTrees(Parse("public class Unrelated { public int Field; }"))));

    [Fact]
    public void Edit_of_an_unrelated_file_leaves_everything_cached() =>
        AssertUntouched(Edit(c => Replace(c, 3, "public class Third { public void M() { } }")));

    [Fact]
    public void Comment_below_leaves_everything_cached() =>
        AssertUntouched(Edit(c => Replace(c, 1, First + "\n// a comment\n")));

    [Fact]
    public void Lines_above_move_every_span_and_leave_everything_cached() =>
        AssertUntouched(Edit(c => Replace(c, 1, "// a comment\n\n\n" + First)));

    [Fact]
    public void Body_edit_leaves_everything_cached() =>
        AssertUntouched(Edit(c => Replace(c, 1, First.Replace("<Product?>(null)", "<Product?>(new(id, \"x\"))", StringComparison.Ordinal))));

    [Fact]
    public void New_member_beside_leaves_everything_cached() =>
        AssertUntouched(Edit(c => Replace(c, 1, First.Insert(First.LastIndexOf('}'), "    public int Other() => 1;\n"))));

    [Fact]
    public void Signature_edit_changes_its_own_type_and_the_manifest_alone()
    {
        var result = Edit(c => Replace(c, 1, First.Replace("int id, Can", "int id, [NotKey] object? trace, Can", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Types));
        Assert.All(Reasons(result, TrackingNames.Serializers), r => Assert.Contains(r, s_untouched));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified], Outputs(result).Where(r => !s_untouched.Contains(r)));
    }

    [Fact]
    public void Attribute_edit_changes_its_own_type_and_the_manifest_alone()
    {
        var result = Edit(c => Replace(c, 2, Second.Replace("5m", "6m", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Types));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified], Outputs(result).Where(r => !s_untouched.Contains(r)));
    }

    [Fact]
    public void Body_edit_does_not_even_read_the_manifest_again()
    {
        var result = Edit(c => Replace(c, 2, Second.Replace("id + product.Name", "product.Name + id", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, TrackingNames.Manifest));
    }

    [Fact]
    public void Edit_that_the_manifest_does_not_tell_leaves_it_as_it_is()
    {
        var result = Edit(c => Replace(c, 2, Second.Replace("private Task LogInCoreAsync", "internal Task LogInCoreAsync", StringComparison.Ordinal).Replace("string id)", "string id = \"\")", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Manifest));
    }

    [Fact]
    public void Edit_of_a_result_type_changes_its_serializer_and_its_copy_alone()
    {
        var result = Edit(c => Replace(c, 1, First.Replace("string Name)", "string Name, int Stock)", StringComparison.Ordinal)));
        Assert.All(Reasons(result, TrackingNames.Types), r => Assert.Contains(r, s_untouched));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Serializers));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Copies));
    }

    [Fact]
    public void New_type_leaves_the_others_cached()
    {
        var result = Edit(c => c.AddSyntaxTrees(Parse(Second.Replace("Second", "Zulu", StringComparison.Ordinal).Replace("q:", "z:", StringComparison.Ordinal))));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.New], Reasons(result, TrackingNames.Types));
    }

    private static void AssertUntouched(GeneratorRunResult result)
    {
        foreach (var name in TrackingNames.All)
            Assert.All(Reasons(result, name), r => Assert.Contains(r, s_untouched));
        Assert.All(Outputs(result), r => Assert.Contains(r, s_untouched));
    }

    private static List<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string name) =>
        [.. result.TrackedSteps[name].SelectMany(s => s.Outputs).Select(o => o.Reason)];

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static GeneratorRunResult Edit(Func<Compilation, Compilation> edit)
    {
        Compilation compilation = TestCompilation.Create([First, Second, "public class Third;"]);
        var driver = GeneratorRun.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        Assert.Equal(5, driver.GetRunResult().GeneratedTrees.Length);
        return driver.RunGenerators(edit(compilation), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
    }

    private static Compilation Replace(Compilation compilation, int index, string text) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.ElementAt(index), Parse(text, $"Source{index}.cs"));

    private static SyntaxTree Parse(string text, string path = "New.cs") =>
        CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions(LanguageVersion.CSharp12), path);
}
