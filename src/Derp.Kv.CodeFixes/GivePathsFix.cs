using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Gives the paths of a key's parameters that no parameter of the method is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GivePathsFix))]
[Shared]
public sealed class GivePathsFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.UnmatchedKey.Id];

    internal override string TitleOfAll => "Give the paths of keys to invalidate";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Paths)) is not { Length: > 0 } paths
            || target.Enclosing<AttributeSyntax>()?.ArgumentList?.Arguments.Where(static a => a.NameEquals is null).ToList() is not [var named])
            return null;
        var texts = paths.Split(' ').Select(static p => $"\"{p}\"").ToList();
        return new FixPlan($"Give {string.Join(", ", texts)}", target.Tree, new TextChange(new TextSpan(named.Span.End, 0), string.Concat(texts.Select(static t => ", " + t))));
    }
}
