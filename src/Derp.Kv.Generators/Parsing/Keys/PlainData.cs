using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Whether a class can be taken for data. Private fields of a class in another assembly are not visible: one with methods
/// of its own may have state behind them; of one without, the properties are taken for all of its state.
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
            // The state of the framework's classes is not known.
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
