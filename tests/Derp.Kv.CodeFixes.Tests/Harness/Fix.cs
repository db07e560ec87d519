using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests.Harness;

/// <summary>
/// A fix at work: what is offered at a diagnostic, and what is left once it is carried out. What a fix
/// leaves must compile, generated code included, and must not have the diagnostic any more.
/// </summary>
internal static class Fix
{
    public static Task VerifyAsync<T>(string id, string title, string before, string after, Index at = default)
        where T : CodeFixProvider, new() =>
        VerifyAsync<T>(id, title, [before], [after], at);

    public static async Task VerifyAsync<T>(string id, string title, string[] before, string[] after, Index at = default)
        where T : CodeFixProvider, new()
    {
        var action = Assert.Single(await OfferedAsync<T>(id, before, at));
        Assert.Equal(title, action.Title);
        await VerifyResultAsync(id, action, after);
    }

    /// <summary>The diagnostic is there, and nothing is offered.</summary>
    public static async Task VerifyNoneAsync<T>(string id, string source)
        where T : CodeFixProvider, new() =>
        Assert.Empty(await OfferedAsync<T>(id, [source], 0));

    public static async Task VerifyAllAsync<T>(string id, string title, FixAllScope scope, string[] before, string[] after)
        where T : CodeFixProvider, new()
    {
        var provider = new T();
        var project = UserProject.Of(before);
        var diagnostics = (await project.EditorDiagnosticsAsync()).Where(d => d.Id == id).ToImmutableArray();
        Assert.True(diagnostics.Length > 1, "There is not more than one diagnostic to fix.");
        var context = new FixAllContext(
            project.Project.GetDocument(diagnostics[0].Location.SourceTree)!,
            provider,
            scope,
            typeof(T).Name,
            [id],
            new Found(diagnostics),
            TestContext.Current.CancellationToken);
        var action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        Assert.NotNull(action);
        Assert.Equal(title, action.Title);
        await VerifyResultAsync(id, action, after);
    }

    private static async Task<List<CodeAction>> OfferedAsync<T>(string id, string[] sources, Index at)
        where T : CodeFixProvider, new()
    {
        var provider = new T();
        Assert.Contains(id, provider.FixableDiagnosticIds);
        var project = UserProject.Of(sources);
        var diagnostics = (await project.EditorDiagnosticsAsync()).Where(d => d.Id == id).ToList();
        Assert.NotEmpty(diagnostics);
        var chosen = diagnostics[at];
        var document = project.Project.GetDocument(chosen.Location.SourceTree)!;
        var actions = new List<CodeAction>();

        // As editors ask: with all that is found at one place.
        var together = diagnostics.Where(d => d.Location == chosen.Location).ToImmutableArray();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, chosen.Location.SourceSpan, together, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    private static async Task VerifyResultAsync(string id, CodeAction action, string[] after)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = UserProject.Of(Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution);
        Assert.Equal(after, await changed.TextsAsync());
        Assert.DoesNotContain(await changed.DiagnosticsAsync(), d => d.Id == id || d.Severity == DiagnosticSeverity.Error);
    }

    private sealed class Found(ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Microsoft.CodeAnalysis.Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return diagnostics.Where(d => d.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Microsoft.CodeAnalysis.Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Microsoft.CodeAnalysis.Diagnostic>());

        public override Task<IEnumerable<Microsoft.CodeAnalysis.Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.AsEnumerable());
    }
}
