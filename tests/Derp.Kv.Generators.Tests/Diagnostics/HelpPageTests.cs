using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Generators.Analyzers;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>G7: each diagnostic has a page, whose wrong example has it and whose right example compiles.</summary>
public class HelpPageTests
{
    public static TheoryData<string> Ids => [.. Descriptors.All.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_says_what_the_diagnostic_is(string id)
    {
        var descriptor = Descriptors.All.Single(d => d.Id == id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", Page(id), StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Examples_are_true(string id)
    {
        var examples = Regex.Matches(Page(id), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToList();
        if (id == Descriptors.Internal.Id || id == Descriptors.SharingDiffers.Id)
        {
            Assert.Empty(examples);
            return;
        }

        Assert.Equal(2, examples.Count);
        var version = id == Descriptors.LanguageVersion.Id ? LanguageVersion.CSharp11 : LanguageVersion.CSharp12;
        var wrong = GeneratorRun.Unchecked(TestCompilation.Create([examples[0]], version), version).Findings();
        Assert.Equal(id, Assert.Single(wrong).Id);
        Assert.Empty(GeneratorRun.Of(examples[1]).Findings());
    }

    [Fact]
    public void Index_names_every_page() =>
        Assert.All(Descriptors.All, d => Assert.Contains($"[{d.Id}]({d.Id}.md) | {d.Title} | {d.DefaultSeverity.ToString().ToLowerInvariant()} |", Page("README"), StringComparison.Ordinal));

    // A suppression is no finding, and has a page all the same, whose examples compile.
    [Fact]
    public void Every_suppression_has_a_page_and_a_row() => Assert.All(
        typeof(KvAnalyzer).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(DiagnosticSuppressor)))
            .SelectMany(t => ((DiagnosticSuppressor)Activator.CreateInstance(t)!).SupportedSuppressions),
        suppression =>
        {
            Assert.StartsWith($"# {suppression.Id}: ", Page(suppression.Id), StringComparison.Ordinal);
            Assert.Contains($"[{suppression.Id}]({suppression.Id}.md) |", Page("README"), StringComparison.Ordinal);
            Assert.All(Regex.Matches(Page(suppression.Id), "```csharp\n(.*?)```", RegexOptions.Singleline), static example => Assert.Empty(GeneratorRun.Of(example.Groups[1].Value).Findings()));
        });

    [Fact]
    public void Every_descriptor_of_an_analyzer_is_listed() => Assert.Equal(
        typeof(KvAnalyzer).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics)
            .Select(d => d.Id)
            .Order(StringComparer.Ordinal),
        Descriptors.All.Select(d => d.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_are_used_once() => Assert.Equal(Descriptors.All.Length, Descriptors.All.Select(d => d.Id).Distinct().Count());

    private static string Page(string name, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/diagnostics", name + ".md"));
}
