using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>
/// What a fix changes: pieces of text, so that all other text keeps its form, and so that the plans of many
/// diagnostics can be applied at once.
/// </summary>
/// <param name="Title">What the user chooses.</param>
/// <param name="Changes">Against the texts as they are before the fix.</param>
internal sealed record FixPlan(string Title, IReadOnlyList<FixChange> Changes)
{
    public FixPlan(string title, SyntaxTree tree, TextChange change)
        : this(title, [new FixChange(tree, change)])
    {
    }

    /// <summary>Applies all plans. Of changes that overlap only the first is made; equal ones are made once.</summary>
    public static async Task<Solution> ApplyAsync(Solution solution, IEnumerable<FixPlan> plans, CancellationToken ct)
    {
        var changed = solution;
        foreach (var file in plans.SelectMany(static p => p.Changes).GroupBy(static c => c.Tree))
        {
            if (solution.GetDocument(file.Key) is not { } document)
                continue;
            var text = await document.GetTextAsync(ct).ConfigureAwait(false);
            changed = changed.WithDocumentText(document.Id, text.WithChanges(Disjoint(file.Select(static c => c.Change))));
        }

        return changed;
    }

    private static List<TextChange> Disjoint(IEnumerable<TextChange> changes)
    {
        var kept = new List<TextChange>();
        foreach (var change in changes.Distinct().OrderBy(static c => c.Span.Start).ThenBy(static c => c.Span.End))
        {
            if (kept.Count == 0 || change.Span.Start >= kept[kept.Count - 1].Span.End)
                kept.Add(change);
        }

        return kept;
    }
}

/// <summary>A piece of a file to replace.</summary>
internal readonly record struct FixChange(SyntaxTree Tree, TextChange Change);
