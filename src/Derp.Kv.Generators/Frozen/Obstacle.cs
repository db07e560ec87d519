using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>What keeps callers from sharing the instances of a type.</summary>
/// <param name="Member">The first member that stands in the way, such as <c>Order.Lines: List&lt;Line&gt;</c>, or the type itself.</param>
/// <param name="Why">As the end of a sentence about it.</param>
/// <param name="Remedy">What to do, as a clause.</param>
internal sealed record Obstacle(string Member, string Why, string Remedy)
{
    private const string Another = "use a type that cannot be changed";

    public static Obstacle Collection(Spot spot, ITypeSymbol type) => new(spot.Of(type), "can be changed", Replacement(type));

    public static Obstacle Open(Spot spot, ITypeSymbol type) => new(spot.Of(type), "can hold an object of any class", Another);

    public static Obstacle Setter(Spot spot, ITypeSymbol type) => new(spot.Of(type), "has a setter", "give it init, or no setter");

    public static Obstacle Writable(Spot spot, ITypeSymbol type) => new(spot.Of(type), "is not readonly", "make it readonly");

    public static Obstacle Captured(Spot spot, ITypeSymbol type) => new(spot.Of(type), "is a captured parameter, which methods can assign", "keep it in a readonly field");

    public static Obstacle Handlers(Spot spot, ITypeSymbol type) => new(spot.Of(type), "is an event, which can get handlers at any time", "remove it");

    public static Obstacle Disposable(Spot spot, ITypeSymbol type) => new(spot.Of(type), "can be disposed", "keep what is disposed out of the result");

    public static Obstacle Finalized(Spot spot, ITypeSymbol type) => new(spot.Of(type), "has a finalizer", "keep what it frees out of the result");

    public static Obstacle MadeLater(Spot spot, ITypeSymbol type, string sign) => new(spot.Of(type), $"gets members by [{sign}] that cannot be seen here", Vouch(type));

    public static Obstacle OwnFormat(Spot spot, ITypeSymbol type) => new(spot.Of(type), "is made by a serializer of its own", Vouch(type));

    public static Obstacle Foreign(Spot spot, ITypeSymbol type) => new(spot.Of(type), "is of another assembly, whose private fields cannot be seen", Vouch(type));

    public static Obstacle ForeignBase(Spot spot, ITypeSymbol type, ITypeSymbol owner) =>
        new(spot.Of(type), $"derives from '{Spot.Shown(owner)}' of another assembly, whose private fields cannot be seen", Vouch(type));

    public static Obstacle Unsealed(Spot spot, ITypeSymbol type) =>
        new(spot.Of(type), "is set by code that could put an object of a derived class there", $"seal '{Spot.Shown(type)}'");

    private static string Vouch(ITypeSymbol type) => type is INamedTypeSymbol
        ? $"if nothing in it ever changes, write [assembly: KvImmutable(typeof({Spot.Shown(type)}))]"
        : Another;

    private static string Replacement(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { IsSZArray: true } array)
            return $"use ImmutableArray<{Spot.Shown(array.ElementType)}>";
        return type is not INamedTypeSymbol named ? Another : (named.Arity, named.Name) switch
        {
            (2, "ConcurrentDictionary" or "Dictionary" or "IDictionary" or "IReadOnlyDictionary") =>
                $"use FrozenDictionary<{Spot.Shown(named.TypeArguments[0])}, {Spot.Shown(named.TypeArguments[1])}>",
            (2, "SortedDictionary" or "SortedList") =>
                $"use ImmutableSortedDictionary<{Spot.Shown(named.TypeArguments[0])}, {Spot.Shown(named.TypeArguments[1])}>",
            (1, "HashSet" or "ISet" or "IReadOnlySet") => $"use FrozenSet<{Spot.Shown(named.TypeArguments[0])}>",
            (1, "SortedSet") => $"use ImmutableSortedSet<{Spot.Shown(named.TypeArguments[0])}>",
            (1, "Lazy") => Another,
            (1, _) => $"use ImmutableArray<{Spot.Shown(named.TypeArguments[0])}>",
            _ => Another,
        };
    }
}

/// <summary>A place on the way from a result to what it reaches.</summary>
/// <param name="Path">The class and its members; null for the result itself.</param>
internal readonly record struct Spot(string? Path)
{
    public static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>The place with the type of what stands there.</summary>
    public string Of(ITypeSymbol type) => Path is null ? Shown(type) : $"{Path}: {Shown(type)}";

    /// <summary>A member of what stands here.</summary>
    public Spot Member(ITypeSymbol type, string name) => new($"{Path ?? Shown(type)}.{name}");
}
