using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>Types of which a developer has said that they never change: <c>[assembly: KvImmutable]</c>, <c>[ImmutableObject(true)]</c>.</summary>
internal static class Vouched
{
    public const string Attribute = "KvImmutableAttribute";

    /// <summary>Whether an attribute vouches for the type, and nothing that can be seen belies it.</summary>
    public static bool Is(INamedTypeSymbol type, Compilation compilation) =>
        (IsMarked(type) || IsNamed(type, compilation)) && Against(type) is null;

    /// <summary>Whether the type says it of itself.</summary>
    public static bool IsMarked(INamedTypeSymbol type) => type.OriginalDefinition.GetAttributes().Any(static a =>
        a.AttributeClass.Is("System.ComponentModel", "ImmutableObjectAttribute") && a.ConstructorArguments is [{ Value: true }]);

    /// <summary>What shows that the type can change, as the end of a sentence about it; null for nothing.</summary>
    public static string? Against(ITypeSymbol type)
    {
        if (KnownFrozen.IsChangeable(type))
            return "can be changed";
        if (type is not INamedTypeSymbol named || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface or TypeKind.Enum) || type.SpecialType == SpecialType.System_Object)
            return "says nothing of what it holds";

        // Of a struct each caller has a copy.
        if (named.IsValueType)
            return null;
        var member = named.FromBaseToDerived().SelectMany(static t => t.GetMembers()).FirstOrDefault(CanBeSet);
        return member is null ? null : $"has '{member.Name}', which can be set";
    }

    private static bool CanBeSet(ISymbol member) => member switch
    {
        IPropertySymbol { IsStatic: false, SetMethod: { IsInitOnly: false, DeclaredAccessibility: not Accessibility.Private } } property => property.ExplicitInterfaceImplementations.IsEmpty,
        IFieldSymbol { IsStatic: false, IsReadOnly: false, IsConst: false, IsImplicitlyDeclared: false } field => field.DeclaredAccessibility != Accessibility.Private,
        _ => false,
    };

    private static bool IsNamed(INamedTypeSymbol type, Compilation compilation) => compilation.Assembly.GetAttributes().Any(a =>
        a.AttributeClass.IsKv(Attribute)
        && a.ConstructorArguments is [{ Value: INamedTypeSymbol target }]
        && SymbolEqualityComparer.Default.Equals(target.IsUnboundGenericType ? target.OriginalDefinition : target, target.IsUnboundGenericType ? type.OriginalDefinition : type));
}
