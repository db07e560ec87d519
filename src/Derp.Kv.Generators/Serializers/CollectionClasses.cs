using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Users' own collection classes: what can be filled by adding is an array or a map, as in MessagePack for C#.</summary>
internal static class CollectionClasses
{
    private const string Space = "System.Collections.Generic";

    /// <returns>The <c>IDictionary</c> or <c>ICollection</c> of which the type is one; null if it is neither, or cannot be made empty.</returns>
    /// <exception cref="UnserializableException">It has more to keep than its elements.</exception>
    public static INamedTypeSymbol? Find(INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false }
            || type.HasAttribute("MessagePack.MessagePackObjectAttribute")
            || type.FromBaseToDerived().Any(static t => BuiltInTypes.MetadataName(t) is "System.Collections.ObjectModel.ReadOnlyCollection`1" or "System.Collections.ObjectModel.ReadOnlyDictionary`2")
            || type.InstanceConstructors.All(c => !c.Parameters.IsEmpty || c.DeclaredAccessibility != Accessibility.Public))
        {
            return null;
        }

        if ((Only(type, "IDictionary`2") ?? Only(type, "ICollection`1")) is not { } collection)
            return null;
        ThrowIfMoreThanElements(type);
        return collection;
    }

    private static INamedTypeSymbol? Only(INamedTypeSymbol type, string name) =>
        type.AllInterfaces.Where(i => BuiltInTypes.MetadataName(i) == $"{Space}.{name}").Take(2).ToList() is [var only] ? only : null;

    private static void ThrowIfMoreThanElements(INamedTypeSymbol type)
    {
        foreach (var member in type.FromBaseToDerived().Where(t => !IsSystem(t)).SelectMany(t => t.GetMembers()))
        {
            bool isState = member is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public }
                or IFieldSymbol { IsStatic: false, IsConst: false, DeclaredAccessibility: Accessibility.Public };
            if (isState && !ObjectContract.IsIgnored(member))
                throw new UnserializableException($"'{member.ContainingType.ToDisplayString()}.{member.Name}' would be lost: of a collection only its elements are written; mark it [IgnoreMember], or keep the collection in a member of a class.");
        }
    }

    // The knobs of the framework's own classes, such as a capacity, are no data.
    private static bool IsSystem(INamedTypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
