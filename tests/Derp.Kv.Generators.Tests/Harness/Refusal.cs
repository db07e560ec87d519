using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>
/// A method that gets no wrapper: the analyzer says why, at the place between <c>[|</c> and <c>|]</c>, and the
/// neighbour in the same class is generated all the same (G2, G6, G7).
/// </summary>
internal static class Refusal
{
    private const string Neighbour = """[Cached(Ttl = "1s")] private Task<int> NeighbourCoreAsync(int id) => Task.FromResult(id);""";

    /// <param name="member">The method, in a class with a client.</param>
    public static void Verify(string id, string message, string member) =>
        VerifyFile(id, message, $$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                {{member}}
                {{Neighbour}}
            }
            """);

    /// <param name="id">The diagnostic.</param>
    /// <param name="message">All of its text.</param>
    /// <param name="source">A file; <c>NEIGHBOUR</c> stands for a method that can be wrapped.</param>
    /// <param name="version">Of the language.</param>
    /// <param name="change">What differs from the usual project.</param>
    public static void VerifyFile(string id, string message, string source, LanguageVersion version = LanguageVersion.CSharp12, Func<CSharpCompilation, CSharpCompilation>? change = null)
    {
        var marked = source.Replace("NEIGHBOUR", Neighbour, StringComparison.Ordinal);
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var end = marked.IndexOf("|]", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, "The source marks no place.");
        var text = marked.Remove(end, 2).Remove(start, 2);

        var run = GeneratorRun.Unchecked((change ?? (static c => c))(TestCompilation.Create([text], version)), version);
        var finding = Assert.Single(run.Findings());
        Assert.Equal((id, message), (finding.Id, finding.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
        Assert.EndsWith($"docs/diagnostics/{id}.md", finding.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        var span = finding.Location.SourceSpan;
        Assert.Equal(text[start..(end - 2)], text[span.Start..span.End]);
        Assert.Equal(start, span.Start);
        if (marked.Contains("NeighbourCoreAsync", StringComparison.Ordinal))
            Assert.Contains(run.Sources, s => s.SourceText.ToString().Contains(" NeighbourAsync(", StringComparison.Ordinal));
    }
}
