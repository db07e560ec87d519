using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Placeholders that name a value of the instance, not a parameter (K12).</summary>
internal static class InstancePlaceholders
{
    /// <summary>The paths of a template's placeholders that begin with no parameter's name.</summary>
    public static IEnumerable<string[]> Of(IMethodSymbol body, StageAttribute attribute) =>
        attribute.Template is { } template && Template.TryParse(template, out var segments, out _)
            ? segments.OfType<TemplateHole>().Where(h => !body.Parameters.Any(p => p.Name == h.Name)).Select(static h => h.Path)
            : [];

    /// <summary>The field, property or primary-constructor parameter of the instance that a name means; null for none.</summary>
    public static ISymbol? Member(INamedTypeSymbol type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.GetMembers(name).FirstOrDefault(static m => m is { IsStatic: false } and (IFieldSymbol or IPropertySymbol { IsIndexer: false })) is { } member)
                return member;
        }

        return PrimaryConstructor.Of(type)?.Parameters.FirstOrDefault(p => p.Name == name);
    }
}
