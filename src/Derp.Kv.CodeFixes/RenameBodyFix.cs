using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>
/// Gives a body the name that makes room for its wrapper. The wrapper then has the old name and the same signature, so
/// that callers, interfaces and documentation with the old name now mean the wrapper. Only the body's references to
/// itself still mean the body.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameBodyFix))]
[Shared]
public sealed class RenameBodyFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.BodyName.Id];

    internal override string TitleOfAll => "Rename bodies to end in Core";

    internal override FixPlan? Plan(FixTarget target)
    {
        // The name of an override belongs to its base, and that of a virtual method to its overrides too.
        if (target.Method()?.Symbol is not { IsOverride: false, IsVirtual: false, IsAbstract: false } body
            || body.ExplicitInterfaceImplementations.Length > 0)
            return null;
        var name = WithCore(body.Name);
        if (IsTaken(body, name))
            return null;

        var changes = new List<FixChange>();
        foreach (var declaration in Declarations(body, target.Cancellation))
        {
            changes.Add(new FixChange(declaration.SyntaxTree, new TextChange(declaration.Identifier.Span, name)));
            changes.AddRange(UsesWithin(declaration, body, target)
                .Select(use => new FixChange(declaration.SyntaxTree, new TextChange(use.Identifier.Span, name))));
        }

        return new FixPlan($"Rename to '{name}'", changes);
    }

    private static string WithCore(string name) =>
        name.Length > "Async".Length && name.EndsWith("Async", StringComparison.Ordinal) && name != "CoreAsync"
            ? name.Substring(0, name.Length - "Async".Length) + "CoreAsync"
            : name == "CoreAsync" ? "CoreCoreAsync" : name + "Core";

    private static bool IsTaken(IMethodSymbol body, string name) =>
        body.ContainingType.Name == name
        || body.ContainingType.GetMembers(name).Any(m => m is not IMethodSymbol other
            || (other.Arity == body.Arity
                && other.Parameters.Select(static p => p.Type).SequenceEqual(body.Parameters.Select(static p => p.Type), SymbolEqualityComparer.Default)));

    private static IEnumerable<MethodDeclarationSyntax> Declarations(IMethodSymbol body, CancellationToken ct) =>
        body.DeclaringSyntaxReferences
            .Concat(body.PartialImplementationPart?.DeclaringSyntaxReferences ?? [])
            .Select(r => r.GetSyntax(ct))
            .OfType<MethodDeclarationSyntax>()
            .Distinct();

    private static IEnumerable<SimpleNameSyntax> UsesWithin(MethodDeclarationSyntax declaration, IMethodSymbol body, FixTarget target)
    {
#pragma warning disable RS1030 // A partial method's other part may stand in another file, whose model the fix does not have.
        var model = declaration.SyntaxTree == target.Tree ? target.Model : target.Model.Compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
        return declaration.DescendantNodes()
            .OfType<SimpleNameSyntax>()
            .Where(n => n.Identifier.ValueText == body.Name
                && model.GetSymbolInfo(n, target.Cancellation).Symbol is IMethodSymbol used
                && SymbolEqualityComparer.Default.Equals(used.OriginalDefinition.PartialDefinitionPart ?? used.OriginalDefinition, body));
    }
}
