using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Seals a type whose bodies could be overridden or reach what can be, if no type of the project derives from it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SealTypeFix))]
[Shared]
public sealed class SealTypeFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.Overridable.Id];

    internal override string TitleOfAll => "Seal types";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Enclosing<TypeDeclarationSyntax>() is not { } syntax
            || target.Model.GetDeclaredSymbol(syntax, target.Cancellation) is not { IsAbstract: false } type
            || type.GetMembers().Any(static m => m.IsVirtual)
            || HasDerived(type, target.Model.Compilation.Assembly.GlobalNamespace))
            return null;

        // Before partial, which has to come last.
        var before = syntax.Modifiers.FirstOrDefault(static m => m.IsKind(SyntaxKind.PartialKeyword)) is { RawKind: not 0 } partial ? partial.SpanStart : syntax.Keyword.SpanStart;
        return new FixPlan($"Seal '{type.Name}'", target.Tree, new TextChange(new TextSpan(before, 0), "sealed "));
    }

    private static bool HasDerived(INamedTypeSymbol type, INamespaceOrTypeSymbol within)
    {
        foreach (var member in within.GetMembers())
        {
            if (member is INamedTypeSymbol named && SymbolEqualityComparer.Default.Equals(named.BaseType?.OriginalDefinition, type))
                return true;
            if (member is INamespaceOrTypeSymbol inner && HasDerived(type, inner))
                return true;
        }

        return false;
    }
}
