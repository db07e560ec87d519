using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes;

/// <summary>
/// Makes the plans of all diagnostics against the same solution and applies them together: also those that
/// reach into another file, as the two parts of a partial method do.
/// </summary>
internal sealed class PlannedFixAllProvider : FixAllProvider
{
    public static readonly PlannedFixAllProvider Instance = new();

    private PlannedFixAllProvider()
    {
    }

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var provider = (PlannedFixProvider)fixAllContext.CodeFixProvider;
        var plans = new List<FixPlan>();
        foreach (var (document, diagnostics) in await DiagnosticsAsync(fixAllContext).ConfigureAwait(false))
        {
            var planned = await provider.PlansAsync(document, diagnostics, fixAllContext.CancellationToken).ConfigureAwait(false);
            plans.AddRange(planned.Select(static p => p.Plan));
        }

        return plans.Count == 0
            ? null
            : CodeAction.Create(provider.TitleOfAll, ct => FixPlan.ApplyAsync(fixAllContext.Solution, plans, ct), provider.GetType().Name);
    }

    private static async Task<List<(Document Document, IEnumerable<Diagnostic> Diagnostics)>> DiagnosticsAsync(FixAllContext context)
    {
        var found = new List<(Document, IEnumerable<Diagnostic>)>();
        if (context is { Scope: FixAllScope.Document, Document: { } document })
        {
            found.Add((document, await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)));
            return found;
        }

        var projects = context.Scope == FixAllScope.Solution ? context.Solution.Projects.Where(static p => p.Language == LanguageNames.CSharp) : [context.Project];
        foreach (var project in projects)
        {
            var all = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            found.AddRange(all
                .Where(static d => d.Location.IsInSource)
                .GroupBy(d => project.GetDocument(d.Location.SourceTree))
                .Where(static g => g.Key is not null)
                .Select(static g => (g.Key!, g.AsEnumerable())));
        }

        return found;
    }
}
