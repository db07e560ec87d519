using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes;

/// <summary>A code fix that plans its changes. One diagnostic and all of a solution are then fixed in the same way.</summary>
public abstract class PlannedFixProvider : CodeFixProvider
{
    /// <summary>The title of the fix of many diagnostics.</summary>
    internal abstract string TitleOfAll { get; }

    /// <summary>The plan, or null if the fix would not help.</summary>
    internal abstract FixPlan? Plan(FixTarget target);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => PlannedFixAllProvider.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var plans = await PlansAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false);

        // Two diagnostics of one place may have the same fix: a missing Limit and a missing Window.
        foreach (var same in plans.GroupBy(static p => p.Plan.Title, StringComparer.Ordinal))
        {
            var plan = same.First().Plan;
            context.RegisterCodeFix(
                CodeAction.Create(plan.Title, ct => FixPlan.ApplyAsync(context.Document.Project.Solution, [plan], ct), GetType().Name),
                same.Select(static p => p.Diagnostic));
        }
    }

    internal async Task<IReadOnlyList<(FixPlan Plan, Diagnostic Diagnostic)>> PlansAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken ct)
    {
        var tree = await document.GetSyntaxTreeAsync(ct).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(ct).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(ct).ConfigureAwait(false);
        if (tree is null || root is null || model is null)
            return [];
        var plans = new List<(FixPlan, Diagnostic)>();
        foreach (var diagnostic in diagnostics)
        {
            if (Plan(new FixTarget(diagnostic, tree, root, model, ct)) is { } plan)
                plans.Add((plan, diagnostic));
        }

        return plans;
    }
}
