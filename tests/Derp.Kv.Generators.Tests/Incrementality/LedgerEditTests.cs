using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1: what a ledger's wrapper depends on is followed into other files, and nothing else is.</summary>
public class LedgerEditTests
{
    private static readonly string[] s_files =
    [
        """
        using Derp.Kv.Ledger;
        namespace Shop;
        public sealed partial class Payments : PaymentsBase
        {
            [Idempotent("pay:{key}", Ttl = Times.Day, Ledger = Times.Ledger)]
            private Task PayCoreAsync(string key, LedgerTransaction transaction) => transaction.Transaction.CommitAsync();
        }
        """,
        """
        using Derp.Kv.Ledger;
        namespace Shop;
        public abstract class PaymentsBase
        {
            protected KvLedger First => null!;
            protected object Kv => null!;
        }
        """,
        "namespace Shop { public static class Times { public const string Day = \"1d\"; public const bool Ledger = true; } }",
        "namespace Shop { public class Unrelated { public int Count { get; set; } } }",
    ];

    [Theory]
    [InlineData("KvLedger First", "KvLedger Second", "Second,")]
    [InlineData("\"1d\"", "\"2d\"", "FromDays(2)")]
    [InlineData("protected object Kv", "protected KvLedger Kv", "NotSupportedException")]
    [InlineData("bool Ledger = true", "bool Ledger = false", "NotSupportedException")]
    [InlineData("KvLedger First", "object First", "NotSupportedException")]
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

    [Fact]
    public void Package_that_comes_and_goes_is_followed()
    {
        var edits = new Edits();
        var text = edits.Text;
        edits.Change(static c => c.WithoutLedger());
        Assert.DoesNotContain("LedgerMethod", edits.Text, StringComparison.Ordinal);
        edits.Change(static c => c.WithLedger());
        Assert.Equal(text, edits.Text);
    }

    [Theory]
    [InlineData("public int Count { get; set; }", "public long Count;")]
    [InlineData("transaction.Transaction.CommitAsync()", "Task.Delay(key.Length)")]
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

        public Edits() => Change(static c => c);

        public string Text => Result.GeneratedSources.SingleOrDefault(static s => s.HintName == "Shop.Payments.g.cs").SourceText?.ToString() ?? "";

        public IEnumerable<IncrementalStepRunReason> Reasons =>
            Result.TrackedSteps.Where(static s => TrackingNames.All.Contains(s.Key)).SelectMany(static s => s.Value)
                .Concat(Result.TrackedOutputSteps.SelectMany(static s => s.Value))
                .SelectMany(static s => s.Outputs)
                .Select(static o => o.Reason);

        private GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

        public void Change(Func<CSharpCompilation, CSharpCompilation> change)
        {
            _compilation = change(_compilation);
            _driver = _driver.RunGenerators(_compilation, TestContext.Current.CancellationToken);
        }

        public void Replace(string before, string after) => Change(c =>
        {
            var tree = c.SyntaxTrees.Single(t => t.ToString().Contains(before, StringComparison.Ordinal));
            return c.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(before, after, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath));
        });
    }
}
