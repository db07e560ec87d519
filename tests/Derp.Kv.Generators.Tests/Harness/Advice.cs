using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>Code that works and is warned about, at each place between <c>[|</c> and <c>|]</c> and nowhere else.</summary>
internal static class Advice
{
    public static void Verify(string id, string message, string source)
    {
        var (text, places) = Unmark(source);
        Assert.NotEmpty(places);
        var findings = GeneratorRun.Of(text).Findings().Where(d => d.Id == id).OrderBy(d => d.Location.SourceSpan.Start).ToList();
        Assert.Equal(places, findings.Select(f => (f.Location.SourceSpan.Start, f.Location.SourceSpan.End)));
        Assert.All(findings, f =>
        {
            Assert.Equal(message, f.GetMessage(CultureInfo.InvariantCulture));
            Assert.Equal(DiagnosticSeverity.Warning, f.Severity);
        });
    }

    /// <summary>The negative twin: nothing of the id.</summary>
    public static void VerifyNone(string id, string source) =>
        Assert.DoesNotContain(GeneratorRun.Of(source).Findings(), d => d.Id == id);

    private static (string Text, List<(int Start, int End)> Places) Unmark(string source)
    {
        var places = new List<(int, int)>();
        for (var start = source.IndexOf("[|", StringComparison.Ordinal); start >= 0; start = source.IndexOf("[|", StringComparison.Ordinal))
        {
            source = source.Remove(start, 2);
            var end = source.IndexOf("|]", StringComparison.Ordinal);
            source = source.Remove(end, 2);
            places.Add((start, end));
        }

        return (source, places);
    }
}
