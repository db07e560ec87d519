using System.Globalization;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// A type's name in what is stored (K10): in full, without assembly, annotations or names of tuple elements. <c>[KvName]</c>
/// replaces the name of each type that has it.
/// </summary>
internal static class StoredTypeName
{
    /// <summary>For a body without a result.</summary>
    public const string Void = "void";

    /// <summary>The name of a stored value's type; whether it may be null is no part of it.</summary>
    public static string Of(ITypeSymbol type) => Text(type.Underlying());

    /// <summary>The name that the type's own attribute gives it; null without one, or if it is empty.</summary>
    public static string? Given(INamedTypeSymbol type)
    {
        foreach (var attribute in type.OriginalDefinition.GetAttributes())
        {
            if (attribute.AttributeClass.IsKv("KvNameAttribute"))
                return attribute.ConstructorArguments is [{ Value: string { Length: > 0 } name }] ? name : null;
        }

        return null;
    }

    private static string Text(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => ArrayText(array),
        ITypeParameterSymbol parameter => Position(parameter),
        IDynamicTypeSymbol => "System.Object",
        INamedTypeSymbol named => NamedText(named),
        _ => IdentityText.Of(type),
    };

    // As C# writes it: the outermost rank first.
    private static string ArrayText(IArrayTypeSymbol array)
    {
        var ranks = "";
        ITypeSymbol item = array;
        for (; item is IArrayTypeSymbol inner; item = inner.ElementType)
            ranks += $"[{new string(',', inner.Rank - 1)}]";
        return Text(item) + ranks;
    }

    private static string NamedText(INamedTypeSymbol type)
    {
        var given = Given(type);
        var name = given ?? Qualified(type);
        var arguments = given is null ? type.TypeArguments : ArgumentsInScope(type);
        return arguments.Any() ? $"{name}<{string.Join(", ", arguments.Select(Text))}>" : name;
    }

    private static string Qualified(INamedTypeSymbol type) => type switch
    {
        { ContainingType: { } outer } => $"{NamedText(outer)}.{type.Name}",
        { ContainingNamespace: { IsGlobalNamespace: false } space } => $"{SpaceText(space)}.{type.Name}",
        _ => type.Name,
    };

    // Without an @ before keywords.
    private static string SpaceText(INamespaceSymbol space) =>
        space.ContainingNamespace is { IsGlobalNamespace: false } outer ? $"{SpaceText(outer)}.{space.Name}" : space.Name;

    // A name of its own stands for the types around it too, but not for their arguments.
    private static IEnumerable<ITypeSymbol> ArgumentsInScope(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? ArgumentsInScope(outer).Concat(type.TypeArguments) : type.TypeArguments;

    // A type parameter may be renamed; what it is closed with is part of the key.
    private static string Position(ITypeParameterSymbol parameter)
    {
        var position = parameter.Ordinal;
        for (var outer = parameter.ContainingSymbol.ContainingType; outer is not null; outer = outer.ContainingType)
            position += outer.Arity;
        return "!" + position.ToString(CultureInfo.InvariantCulture);
    }
}
