using System.Collections.Immutable;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>
/// Frames tuples, records and structs member by member (K6). All of their state has to be in the members that can be
/// read: two values that differ somewhere else would share a key.
/// </summary>
internal static class KeyMembersParser
{
    /// <summary>Null for a type that is none of these; else how to write it, or why it cannot be.</summary>
    public static (Keyable? Keyable, string Problem)? Parse(ITypeSymbol type, ImmutableList<ITypeSymbol> around)
    {
        if (type is not INamedTypeSymbol { IsRefLikeType: false } named)
            return null;
        if (MembersOf(named, out var problem) is not { } members)
            return problem is null ? null : (null, problem);
        if (around.Contains(type, SymbolEqualityComparer.Default))
            return (null, "it contains itself, so that its text could be endless");

        var parts = new List<KeyMember>();
        var text = CharacterSet.Members;
        foreach (var (name, memberType) in members)
        {
            var (keyable, reason) = KeyValueParser.Parse(memberType, null, around.Add(type));
            if (keyable is null)
                return (null, $"its member '{name}' of type '{memberType.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}' cannot: {reason}");
            parts.Add(new KeyMember(Display.Escape(name), keyable.Value));
            text |= keyable.Text | CharacterSet.Null;
        }

        var value = new MembersValue(parts.ToEquatableArray(), type.IsReferenceType, type is { IsReferenceType: true, IsSealed: false });
        return (new Keyable(value, text), "");
    }

    private static List<(string Name, ITypeSymbol Type)>? MembersOf(INamedTypeSymbol type, out string? problem)
    {
        problem = null;
        if (type.IsTupleType)
            return [.. type.TupleElements.Select(static e => (e.CorrespondingTupleField?.Name ?? e.Name, e.Type))];
        if (type is { Name: "Tuple", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Arity: > 0 and < 8 })
            return [.. type.TypeArguments.Select(static (t, i) => ($"Item{i + 1}", t))];
        var isRecordOrStruct = type.IsRecord || (type.TypeKind == TypeKind.Struct && type.SpecialType == SpecialType.None);
        if (!isRecordOrStruct || type.IsAbstract || BelongsToSystem(type))
            return null;

        var members = new List<(string Name, ITypeSymbol Type)>();
        foreach (var level in Levels(type))
        {
            foreach (var member in level.GetMembers().Where(static m => !m.IsStatic))
            {
                if (StateOf(member) is not { } state)
                    continue;
                if (state.Type is null)
                {
                    problem = $"it keeps state in '{state.Name}', which cannot be read; name its properties in the template, or mark the parameter [NotKey]";
                    return null;
                }

                members.RemoveAll(m => m.Name == state.Name);
                members.Add((state.Name, state.Type));
            }
        }

        if (members.Count == 0)
            problem = "it has no member to tell its values apart";
        return members.Count == 0 ? null : members;
    }

    // What of a type's state a member is: a name and a type to read it by, no type where it cannot be read, null for none.
    private static (string Name, ITypeSymbol? Type)? StateOf(ISymbol member) => member switch
    {
        IFieldSymbol { AssociatedSymbol: IPropertySymbol property } => (property.Name, CanRead(property) ? property.Type : null),
        // Of a struct in another assembly every field is to be seen, but not which property it is behind.
        IFieldSymbol { Name: ['<', ..] } field when PropertyOver(field) is { } property => (property.Name, CanRead(property) ? property.Type : null),
        IFieldSymbol { AssociatedSymbol: null } field => (field.Name, IsOpen(field) ? field.Type : null),
        IFieldSymbol field => (field.Name, null),
        IEventSymbol { AddMethod.IsImplicitlyDeclared: true } subscribers => (subscribers.Name, null),

        // Of a record in another assembly no private field is to be seen; its properties are what it shows.
        IPropertySymbol property when property.Locations.All(static l => l.IsInMetadata) && CanRead(property) && property.Name != "EqualityContract" =>
            (property.Name, property.Type),
        _ => null,
    };

    private static IPropertySymbol? PropertyOver(IFieldSymbol field) =>
        field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.ContainingType.GetMembers(field.Name.Substring(1, field.Name.Length - ">k__BackingField".Length - 1)).OfType<IPropertySymbol>().FirstOrDefault()
            : null;

    private static bool CanRead(IPropertySymbol property) => property is { IsIndexer: false, GetMethod: { } getter } && IsOpen(getter) && IsOpen(property);

    private static bool IsOpen(ISymbol member) => member.DeclaredAccessibility == Accessibility.Public;

    // The base's members first, as they are declared.
    private static Stack<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
            levels.Push(level);
        return levels;
    }

    // The framework's structs have texts of their own, or none that could be relied on.
    private static bool BelongsToSystem(INamedTypeSymbol type)
    {
        var outermost = type.ContainingNamespace;
        while (outermost is { ContainingNamespace.IsGlobalNamespace: false })
            outermost = outermost.ContainingNamespace;
        return outermost?.Name == "System" && type.Locations.All(static l => l.IsInMetadata);
    }
}
