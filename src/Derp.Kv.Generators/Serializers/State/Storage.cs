using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>A place where an object keeps state, by its name in the source: a field, the property or event that has one, a captured parameter.</summary>
internal static class Storage
{
    /// <summary>All that a type itself declares, without its bases; definitions.</summary>
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IFieldSymbol { IsStatic: false, IsConst: false } field:
                    yield return field.AssociatedSymbol ?? field;
                    break;
                case IEventSymbol { IsStatic: false, IsAbstract: false } @event when IsField(@event, ct):
                    yield return @event;
                    break;
            }
        }

        foreach (var parameter in CapturedParameters(type, compilation, ct))
            yield return parameter;
    }

    /// <summary>The field that the compiler made for a property, or null.</summary>
    public static IFieldSymbol? FieldOf(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    /// <summary>Whether both accessors, or the only one, are the compiler's; in another assembly by the mark that they have.</summary>
    public static bool IsAutomatic(IPropertySymbol property) =>
        FieldOf(property) is not null || property.GetMethod?.HasAttribute("System.Runtime.CompilerServices.CompilerGeneratedAttribute") == true;

    private static bool IsField(IEventSymbol @event, CancellationToken ct) =>
        @event.DeclaringSyntaxReferences is [var reference, ..] && reference.GetSyntax(ct) is VariableDeclaratorSyntax;

    // A primary constructor's parameter that a member uses is kept in a field without a name.
    private static IEnumerable<IParameterSymbol> CapturedParameters(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        if (type.IsRecord)
            yield break;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(ct) is not TypeDeclarationSyntax)
                continue;
            foreach (var parameter in constructor.Parameters)
            {
                if (FieldUses.Of(parameter, [type], compilation, ct).Any(static u => IsCapture(u.Node)))
                    yield return parameter;
            }
        }
    }

    private static bool IsCapture(SyntaxNode name)
    {
        foreach (var node in name.Ancestors())
        {
            switch (node)
            {
                case AttributeSyntax or PrimaryConstructorBaseTypeSyntax or ParameterListSyntax { Parent: TypeDeclarationSyntax }:
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }:
                case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } }:
                    return false;
                case MemberDeclarationSyntax:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The initializer of a field or property.</summary>
    public static ExpressionSyntax? InitializerOf(ISymbol member, CancellationToken ct) => member.DeclaringSyntaxReferences is [var reference, ..] ? reference.GetSyntax(ct) switch
    {
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        _ => null,
    } : null;

    /// <summary>The same for any member.</summary>
    public static SyntaxNode? CodeOf(ISymbol member, bool ofSetter) =>
        member is IPropertySymbol property ? CodeOf(property, ofSetter, CancellationToken.None) : null;

    /// <summary>The code of an accessor; null if the compiler writes it, or it is out of sight.</summary>
    public static SyntaxNode? CodeOf(IPropertySymbol property, bool ofSetter, CancellationToken ct)
    {
        if (property.DeclaringSyntaxReferences is not [var reference, ..] || reference.GetSyntax(ct) is not PropertyDeclarationSyntax syntax)
            return null;
        if (syntax.ExpressionBody is { } arrow)
            return ofSetter ? null : arrow;
        var accessor = syntax.AccessorList?.Accessors.FirstOrDefault(a => a.IsKind(SyntaxKind.GetAccessorDeclaration) != ofSetter);
        return (SyntaxNode?)accessor?.Body ?? accessor?.ExpressionBody;
    }
}
