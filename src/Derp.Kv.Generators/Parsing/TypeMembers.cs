using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>What the members of a type can name without a qualifier: fields, properties, and parameters of the primary constructor.</summary>
internal static class TypeMembers
{
    /// <summary>Fields and properties, inherited ones included, each name once: a nearer one hides those behind it.</summary>
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var t = type; t is not null && t.SpecialType != SpecialType.System_Object; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                if (member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { IsIndexer: false } && seen.Add(member.Name))
                    yield return member;
            }
        }
    }

    /// <summary>Parameters of the primary constructor; none of a record, which has properties for them.</summary>
    public static ImmutableArray<IParameterSymbol> Parameters(INamedTypeSymbol type) =>
        type.IsRecord ? [] : PrimaryConstructor.Of(type)?.Parameters ?? [];

    public static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };
}
