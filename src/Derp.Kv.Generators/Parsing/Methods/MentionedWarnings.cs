using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>Warnings that a wrapper would cause by the names in its signature: the compiler gives them at the body.</summary>
internal static class MentionedWarnings
{
    public static EquatableArray<string> Of(AnnotatedMethod method)
    {
        var types = new List<INamedTypeSymbol>();
        var mentioned = method.Symbol.Parameters.Select(p => p.Type)
            .Append(method.Symbol.ReturnType)
            .Concat(ScopeParser.Interfaces(method))
            .Concat(method.Symbol.TypeParameters.SelectMany(p => p.ConstraintTypes));
        foreach (var type in mentioned)
        {
            type.Any(t =>
            {
                if (t is INamedTypeSymbol named)
                    types.Add(named);
                return false;
            });
        }

        return types.SelectMany(t => Warnings.Of(t, []))
            .Concat(method.PathMembers.SelectMany(m => Warnings.Of(m.ContainingType, [m])))
            .Distinct()
            .OrderBy(static id => id, StringComparer.Ordinal)
            .ToEquatableArray();
    }
}
