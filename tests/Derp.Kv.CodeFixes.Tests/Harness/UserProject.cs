using System.Collections.Immutable;
using Derp.Kv.Generators;
using Derp.Kv.Generators.Analyzers;
using Derp.Kv.Generators.Answers;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.CodeFixes.Tests.Harness;

/// <summary>A project as an editor holds it, with the generator's output beside it.</summary>
internal sealed class UserProject
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new KvAnalyzer(), new BodyUseAnalyzer(), new BodyAccessibilityAnalyzer(), new UnnamedReadAnalyzer(), new StoredNameAnalyzer()];

    private UserProject(Project project) => Project = project;

    public Project Project { get; }

    /// <summary>The user's own files, in their order.</summary>
    public IReadOnlyList<Document> Documents => [.. Project.Documents.Where(d => d.Name != "Source0.cs")];

    public static UserProject Of(params string[] sources)
    {
        var compilation = TestCompilation.Create(sources);
        var workspace = new AdhocWorkspace();
        var info = ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "User",
            "User",
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References);
        var project = workspace.AddProject(info);
        foreach (var tree in compilation.SyntaxTrees)
            project = project.AddDocument(tree.FilePath, tree.GetText(), filePath: tree.FilePath).Project;
        return new UserProject(project);
    }

    public static UserProject Of(Solution solution) => new(solution.Projects.Single());

    /// <summary>What a build says of the project.</summary>
    public async Task<IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic>> DiagnosticsAsync()
    {
        var output = await OutputAsync();
        var found = await output.WithAnalyzers(s_analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return Ordered(output.GetDiagnostics(TestContext.Current.CancellationToken).Concat(found));
    }

    /// <summary>
    /// What an editor says of the open files. It asks for what belongs to a file's own symbols and offers fixes for nothing
    /// else: not for what an analyzer finds in one place while it looks at another.
    /// </summary>
    public async Task<IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic>> EditorDiagnosticsAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var output = await OutputAsync();
        var found = new List<Microsoft.CodeAnalysis.Diagnostic>();
        foreach (var document in Documents)
        {
            var model = output.GetSemanticModel((await document.GetSyntaxTreeAsync(ct))!);
            found.AddRange(model.GetDiagnostics(cancellationToken: ct));
            found.AddRange(await output.WithAnalyzers(s_analyzers).GetAnalyzerSemanticDiagnosticsAsync(model, null, ct));
        }

        return Ordered(found);
    }

    private async Task<Compilation> OutputAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var own = (await Project.GetCompilationAsync(ct))!;
        CSharpGeneratorDriver.Create([new KvGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)Project.ParseOptions!)
            .RunGeneratorsAndUpdateCompilation(own, out var output, out _, ct);
        return output;
    }

    private static IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic> Ordered(IEnumerable<Microsoft.CodeAnalysis.Diagnostic> diagnostics) =>
        [.. diagnostics
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS1591")
            .OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(d => d.Location.SourceSpan.Start)];

    public async Task<string[]> TextsAsync()
    {
        var texts = new List<string>();
        foreach (var document in Documents)
            texts.Add((await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        return [.. texts];
    }
}
