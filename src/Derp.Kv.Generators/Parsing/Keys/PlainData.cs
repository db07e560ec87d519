using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Whether a class can be taken for data. Of a class in another assembly no private field is to be seen: what has methods
/// of its own may have state behind them, what has none is taken at its properties' word.
/// </summary>
internal static class PlainData
{
    private static readonly string[] s_ofEveryObject = ["Equals", "GetHashCode", "ToString", "Deconstruct"];

    public static bool Is(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Struct || type.IsRecord)
            return true;
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            // What the framework's classes keep, only they know.
            if (KeyMembersParser.BelongsToSystem(level))
                return false;
            if (level.Locations.All(static l => l.IsInMetadata) && level.GetMembers().Any(IsBehaviour))
                return false;
        }

        return true;
    }

    private static bool IsBehaviour(ISymbol member) => member switch
    {
        IMethodSymbol method => method is { IsStatic: false, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.Destructor }
            && !s_ofEveryObject.Contains(method.Name),
        IPropertySymbol property => property is { IsStatic: false } and ({ IsIndexer: true } or { GetMethod: null }),
        IEventSymbol => true,
        _ => false,
    };
}
