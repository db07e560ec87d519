using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>How a member gets back into an object.</summary>
internal enum WayBack
{
    /// <summary>It needs none: it is computed, or the same in each object of the type.</summary>
    LeftOut,

    /// <summary>As an argument of the constructor, which keeps it as it is.</summary>
    Constructor,

    /// <summary>By a setter, or as a field, that generated code may name.</summary>
    Setter,

    /// <summary>By a setter that generated code may not name.</summary>
    HiddenSetter,

    /// <summary>By the field of a property without a setter, or by a readonly field.</summary>
    HiddenField,
}

/// <summary>A constructor, what it is given, and how each written member comes back.</summary>
/// <param name="Constructor">The constructor.</param>
/// <param name="Arguments">A member for each of its first parameters, null if it is ignored; the others have defaults.</param>
/// <param name="Ways">Of each readable member.</param>
/// <param name="Kept">The arguments that the constructor keeps as they are if they were read from an object that it made.</param>
internal sealed record Restoration(
    IMethodSymbol Constructor, IReadOnlyList<ObjectMember?> Arguments, Dictionary<ObjectMember, WayBack> Ways, HashSet<ObjectMember> Kept)
{
    /// <summary>Whether no constructor runs: the object begins with nothing in its fields.</summary>
    public bool IsBypassed { get; init; }

    /// <summary>In which order members are set.</summary>
    public SetterOrder? Order { get; set; }

    /// <summary>What is written.</summary>
    public IEnumerable<ObjectMember> Restored => Ways.Where(static w => w.Value != WayBack.LeftOut).Select(static w => w.Key);

    public WayBack WayOf(ObjectMember member) => Ways.TryGetValue(member, out var way) ? way : WayBack.LeftOut;

    /// <summary>Whether what a member keeps is written and comes back.</summary>
    public bool IsAccounted(ISymbol holder) => Of(holder) is { } member && WayOf(member) != WayBack.LeftOut;

    /// <summary>Whether it comes back by its setter.</summary>
    public bool IsSet(ISymbol holder) => Of(holder) is { } member && WayOf(member) is WayBack.Setter or WayBack.HiddenSetter;

    public bool IsByConstructor(ISymbol holder) => Of(holder) is { } member && Kept.Contains(member);

    public bool IsSettled(ISymbol holder) => Of(holder) is { } member && IsSettled(member);

    /// <summary>Whether a member has, for good, what the constructor was given.</summary>
    public bool IsSettled(ObjectMember member) =>
        Kept.Contains(member)
        && (member.IsInitOnly || member.Symbol is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: not { DeclaredAccessibility: Accessibility.Public } });

    /// <summary>Whether a virtual property is behind one that overrides it, and that is written.</summary>
    public bool OverridesAreRestored(IPropertySymbol property)
    {
        foreach (var member in Restored)
        {
            for (var p = (member.Symbol as IPropertySymbol)?.OverriddenProperty; p is not null; p = p.OverriddenProperty)
            {
                if (SymbolEqualityComparer.Default.Equals(p.OriginalDefinition, property))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a parameter is given the value of a member; of a constructor that the chosen one calls it is taken to.</summary>
    public bool Stands(IParameterSymbol parameter, ObjectMember member, IMethodSymbol constructor) =>
        !SymbolEqualityComparer.Default.Equals(constructor, Constructor.OriginalDefinition) || Arguments.ElementAtOrDefault(parameter.Ordinal) == member;

    private ObjectMember? Of(ISymbol holder) =>
        Ways.Keys.FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.Symbol.OriginalDefinition, holder));
}
