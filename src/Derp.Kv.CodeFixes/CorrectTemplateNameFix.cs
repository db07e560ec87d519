using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.CodeFixes;

/// <summary>Replaces an unknown name in a template by the one that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectTemplateNameFix))]
[Shared]
public sealed class CorrectTemplateNameFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.TemplateName.Id, Descriptors.ClientParameterStored.Id, Descriptors.EachTemplate.Id];

    internal override string TitleOfAll => "Correct names in key templates";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Method() is not { } method
            || target.Enclosing<AttributeArgumentSyntax>()?.Expression is not LiteralExpressionSyntax literal
            || Replacement(method, target) is not { } replacement)
            return null;
        var changes = LiteralHoles.Replace(literal.Token, replacement.Path, replacement.Corrected)
            .Select(c => new FixChange(target.Tree, c))
            .ToList();
        return changes.Count == 0 ? null : new FixPlan($"Change to {{{replacement.Corrected}}}", changes);
    }

    // Of a parameter that is stored, the analyzer knows where.
    private static (string Path, string Corrected)? Replacement(AnnotatedMethod method, FixTarget target)
    {
        if (target.Hint(nameof(Hint.Replacement))?.Split(' ') is [var stored, var by])
            return (stored, by);
        return target.Hint(nameof(Hint.Path)) is { } path && Correct(method, target.Enclosing<AttributeSyntax>()!, target, path.Split('.')) is { } corrected
            ? (path, string.Join(".", corrected))
            : null;
    }

    // The path with its first wrong name corrected, or null if none is wrong or no name is similar.
    private static string[]? Correct(AnnotatedMethod method, AttributeSyntax attribute, FixTarget target, string[] path)
    {
        var kind = AnnotatedMethod.KindOf(target.Model.GetTypeInfo(attribute, target.Cancellation).Type as INamedTypeSymbol);
        IReadOnlyList<ISymbol> candidates = [.. method.Symbol.Parameters
            .Where(p => !p.Type.IsCancellationToken() && (kind != StageKind.Cached || !p.HasAttribute("NotKeyAttribute")))
            .OrderBy(p => IsNamed(method, kind, p.Name))
            .Concat<ISymbol>(PlaceholderRoot.Members(method).Where(static m => !TypeMembers.TypeOf(m).IsCancellationToken() && !TypeMembers.TypeOf(m).IsKvClient()))];
        for (var i = 0; i < path.Length; i++)
        {
            if (candidates.FirstOrDefault(c => c.Name == path[i]) is not { } found)
            {
                return NearestName.Of(path[i], candidates.Select(static c => c.Name)) is { } near
                    ? [.. path.Take(i), near, .. path.Skip(i + 1)]
                    : null;
            }

            candidates = [.. PathParser.Readable(method, TypeMembers.TypeOf(found)!.Underlying())];
        }

        return null;
    }

    // Of two equally similar names, the one that the template does not have yet is taken.
    private static bool IsNamed(AnnotatedMethod method, StageKind? kind, string name) =>
        method.Attributes.FirstOrDefault(a => a.Kind == kind)?.Template is { } template
        && Template.TryParse(template, out var segments, out _)
        && segments.OfType<TemplateHole>().Any(h => h.Name == name);
}
