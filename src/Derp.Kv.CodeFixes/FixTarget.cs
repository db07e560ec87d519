using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.CodeFixes;

/// <summary>A diagnostic and the code around it.</summary>
internal sealed record FixTarget(Diagnostic Diagnostic, SyntaxTree Tree, SyntaxNode Root, SemanticModel Model, CancellationToken Cancellation)
{
    /// <summary>The innermost node of the kind that contains the diagnostic's place.</summary>
    public T? Enclosing<T>()
        where T : SyntaxNode =>
        Root.FindNode(Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>();

    public string? Hint(string name) => Generators.Diagnostics.Hint.Of(Diagnostic, name);

    /// <summary>The annotated method at the place, or null.</summary>
    public AnnotatedMethod? Method() =>
        Enclosing<MethodDeclarationSyntax>() is { } syntax && Model.GetDeclaredSymbol(syntax, Cancellation) is { } symbol
            ? AnnotatedMethod.TryCreate(symbol, Model.Compilation, Findings.Discard())
            : null;

    /// <summary>The type's name as it can be written here: after the file's usings and aliases.</summary>
    public string NameOf(ITypeSymbol type, int position) => type.ToMinimalDisplayString(Model, position, SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>The attribute's name as it can be written here.</summary>
    public string NameOfAttribute(INamedTypeSymbol type, int position)
    {
        var name = type.ToMinimalDisplayString(
            Model,
            position,
            SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.RemoveAttributeSuffix));

        // Without its suffix the name could mean another attribute.
        var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName(name));
        return Model.GetSpeculativeSymbolInfo(position, attribute).Symbol is { } constructor
            && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, type)
                ? name
                : type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }
}
