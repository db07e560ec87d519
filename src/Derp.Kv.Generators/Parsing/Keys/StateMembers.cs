using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>A member that holds a part of a value's state.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Type">Its type.</param>
/// <param name="Owner">The type that declares it; null for an element of a tuple.</param>
/// <param name="IsHidden">Whether a derived type has another member of its name, so that it is seen through its own type alone.</param>
internal sealed record StateMember(string Name, ITypeSymbol Type, INamedTypeSymbol? Owner = null, bool IsHidden = false);

/// <summary>The members that hold the state of a record, struct or class, if all of it can be read.</summary>
internal static class StateMembers
{
    private const string Remedy = "name its properties in the template" + KeyValueParser.OrNotKey;

    /// <summary>In declared order, those of the base first; null if a part of the state cannot be read, or if there is none.</summary>
    public static IReadOnlyList<StateMember>? Of(INamedTypeSymbol type, out string? problem)
    {
        problem = null;
        var members = new List<StateMember>();
        foreach (var level in Levels(type))
        {
            if (CapturedParameter(level) is { } captured)
            {
                problem = $"it may keep state in the constructor parameter '{captured}', which cannot be read; {Remedy}";
                return null;
            }

            foreach (var member in level.GetMembers().Where(static m => !m.IsStatic))
            {
                if (StateOf(member) is not { } state)
                    continue;
                if (state.Type is null)
                {
                    problem = $"it keeps state in '{state.Name}', which cannot be read; {Remedy}";
                    return null;
                }

                Add(members, new StateMember(state.Name, state.Type, level), state.Symbol is IPropertySymbol { IsOverride: true });
            }
        }

        if (members.Count == 0)
            problem = "it has no member to tell its values apart";
        return members.Count == 0 ? null : members;
    }

    // An override stands in the place of what it overrides; what merely has its name is there beside it, behind a cast.
    private static void Add(List<StateMember> members, StateMember member, bool isOverride)
    {
        members.RemoveAll(m => m.Name == member.Name && (isOverride || SymbolEqualityComparer.Default.Equals(m.Owner, member.Owner)));
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Name == member.Name)
                members[i] = members[i] with { IsHidden = true };
        }

        members.Add(member);
    }

    // The part of a type's state that a member holds: a name and a type to read it by, no type if it cannot be read, null for none.
    private static (string Name, ITypeSymbol? Type, ISymbol Symbol)? StateOf(ISymbol member) => member switch
    {
        IFieldSymbol { AssociatedSymbol: IPropertySymbol property } => (property.Name, CanRead(property) ? property.Type : null, property),
        // Every field of a struct in another assembly is visible, but not which property it is behind.
        IFieldSymbol { Name: ['<', ..] } field when PropertyOver(field) is { } property => (property.Name, CanRead(property) ? property.Type : null, property),
        IFieldSymbol { AssociatedSymbol: null } field => (field.Name, IsOpen(field) ? field.Type : null, field),
        IFieldSymbol field => (field.Name, null, field),
        IEventSymbol { AddMethod.IsImplicitlyDeclared: true } subscribers => (subscribers.Name, null, subscribers),

        // Private fields of a class in another assembly are not visible; only its properties are.
        IPropertySymbol property when property.Locations.All(static l => l.IsInMetadata) && CanRead(property) && property.Name != "EqualityContract" =>
            (property.Name, property.Type, property),
        _ => null,
    };

    private static IPropertySymbol? PropertyOver(IFieldSymbol field) =>
        field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? field.ContainingType.GetMembers(field.Name.Substring(1, field.Name.Length - ">k__BackingField".Length - 1)).OfType<IPropertySymbol>().FirstOrDefault()
            : null;

    // Only their bodies tell which parameters of a primary constructor its members keep; one that no initializer
    // takes is kept or unused.
    private static string? CapturedParameter(INamedTypeSymbol type) =>
        TypeMembers.Parameters(type).FirstOrDefault(p => PrimaryConstructor.OtherUse(type, p) is null)?.Name;

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
}
