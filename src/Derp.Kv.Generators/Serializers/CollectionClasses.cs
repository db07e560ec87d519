using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Users' own collection classes: what can be filled by adding is an array or a map, as in MessagePack for C#.</summary>
internal static class CollectionClasses
{
    private const string Space = "System.Collections.Generic";

    /// <returns>The <c>IDictionary</c> or <c>ICollection</c> of which the type is one; null if it is neither, or cannot be made empty.</returns>
    /// <exception cref="UnserializableException">It has more to keep than its elements.</exception>
    public static INamedTypeSymbol? Find(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
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
        ThrowIfMoreThanElements(type, compilation, ct);
        return collection;
    }

    private static INamedTypeSymbol? Only(INamedTypeSymbol type, string name) =>
        type.AllInterfaces.Where(i => BuiltInTypes.MetadataName(i) == $"{Space}.{name}").Take(2).ToList() is [var only] ? only : null;

    private static void ThrowIfMoreThanElements(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        const string Why = "would be lost: of a collection only its elements are written";
        // Of one's own types everything is in sight, of others' what can be set. A setter is there to be called.
        var made = new Restoration(type.InstanceConstructors.First(static c => c.Parameters.IsEmpty), [], [], []);
        if (new HiddenState(type, made, compilation, ct).Find() is var (holder, _))
            throw Remedies.OfCollection(holder, Why, type, compilation);
        foreach (var member in type.FromBaseToDerived().Where(static t => !Remedies.IsSystem(t)).SelectMany(static t => t.GetMembers()))
        {
            bool isState = member is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod: not null, GetMethod: not null, DeclaredAccessibility: Accessibility.Public }
                or IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public }
                or IFieldSymbol { IsStatic: false, IsConst: false, DeclaredAccessibility: Accessibility.Public };
            if (isState && !ObjectContract.IsIgnored(member))
                throw Remedies.OfCollection(member, Why, type, compilation);
        }
    }
}
