using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>A project as an editor holds it: what an edit does not touch stays the same tree, and the driver goes from edit to edit.</summary>
internal sealed class EditedProject
{
    private const LanguageVersion Version = LanguageVersion.CSharp14;

    private static readonly CSharpCompilation s_empty = TestCompilation.Create([], Version).WithLedger().WithOptions(
        TestCompilation.Create([], Version).Options.WithOutputKind(OutputKind.ConsoleApplication));

    private readonly Dictionary<string, SyntaxTree> _trees = new(StringComparer.Ordinal);
    private CSharpCompilation _compilation = s_empty;
    private GeneratorDriver _driver = GeneratorRun.Driver(Version);

    /// <summary>Files in their order, each by a text; an empty one is not there.</summary>
    public void Become(IEnumerable<string> texts)
    {
        var trees = texts.Where(static t => t.Length > 0).Distinct().Select(TreeOf).ToList();
        _compilation = s_empty.AddSyntaxTrees(trees);
    }

    /// <summary>What the driver that saw all states says, and what one says that sees this state alone.</summary>
    public (string Edited, string Fresh) Generate(CancellationToken ct)
    {
        _driver = _driver.RunGenerators(_compilation, ct);
        return (Text(_driver), Text(GeneratorRun.Driver(Version).RunGenerators(_compilation, ct)));
    }

    private SyntaxTree TreeOf(string text)
    {
        if (!_trees.TryGetValue(text, out var tree))
            _trees[text] = tree = CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions(Version));
        return tree;
    }

    private static string Text(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return string.Join('\n', result.GeneratedSources.Select(static s => $"//// {s.HintName}\n{s.SourceText}"));
    }
}
