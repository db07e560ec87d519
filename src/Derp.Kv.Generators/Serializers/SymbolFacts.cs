using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers;

internal static class SymbolFacts
{
    public static AttributeData? FindAttribute(this ISymbol symbol, string fullName) =>
        // By the short name first: to build the full one costs more than all the rest.
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } c && fullName.EndsWith(c.Name, StringComparison.Ordinal) && c.ToDisplayString() == fullName);

    public static bool HasAttribute(this ISymbol symbol, string fullName) => symbol.FindAttribute(fullName) is not null;

    /// <summary>
    /// The type as the runtime knows it, without annotations of reference types at any depth: what differs in those alone is
    /// one type, and has one serializer.
    /// </summary>
    public static ITypeSymbol Unannotated(this ITypeSymbol type)
    {
        var plain = type.WithNullableAnnotation(NullableAnnotation.None);
        // Of tuples the names would go too, and of nested types the arguments of the outer ones cannot be constructed here alone.
        return plain is INamedTypeSymbol { IsTupleType: false, ContainingType: null, TypeArguments.IsEmpty: false } named
            ? named.OriginalDefinition.Construct([.. named.TypeArguments.Select(Unannotated)])
            : plain;
    }

    /// <summary>The type and its bases, without those that every type has, the most basic first.</summary>
    public static IReadOnlyList<INamedTypeSymbol> FromBaseToDerived(this INamedTypeSymbol type)
    {
        var chain = new List<INamedTypeSymbol>();
        for (var t = type; t is not null && t.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); t = t.BaseType)
            chain.Insert(0, t);
        return chain;
    }

    /// <summary>A field, or a property without code of its own, that nothing initializes where it is declared.</summary>
    public static bool IsPlainStorage(this ISymbol member) => member.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() switch
    {
        VariableDeclaratorSyntax field => field.Initializer is null,
        PropertyDeclarationSyntax property => property.Initializer is null
            && property.AccessorList is { } list && list.Accessors.All(a => a.Body is null && a.ExpressionBody is null),
        ParameterSyntax => true,
        _ => false,
    };

    /// <summary>Whether a constructor is written by the compiler alone: implicit, or primary.</summary>
    public static bool HasNoBody(this IMethodSymbol constructor) =>
        constructor.IsImplicitlyDeclared
        || (constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax);
}
