using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>The constructor that gives an object back, and which members its parameters take.</summary>
/// <param name="Constructor">The constructor.</param>
/// <param name="Arguments">One member for each parameter.</param>
internal sealed record ConstructorChoice(IMethodSymbol Constructor, IReadOnlyList<ObjectMember> Arguments)
{
    private const string Marker = "MessagePack.SerializationConstructorAttribute";

    /// <summary>The marked constructor; else the public one with the most parameters of which each is a member.</summary>
    /// <returns>Null if there is none.</returns>
    public static ConstructorChoice? For(INamedTypeSymbol type, ObjectContract contract, Compilation compilation)
    {
        var usable = type.InstanceConstructors
            .Where(c => compilation.IsSymbolAccessibleWithin(c, compilation.Assembly)
                && c.Parameters.All(p => p.RefKind is RefKind.None or RefKind.In)
                && c.FindAttribute("System.ObsoleteAttribute")?.ConstructorArguments is not [_, { Value: true }])
            .ToList();
        var marked = usable.Where(c => c.HasAttribute(Marker)).ToList();
        var candidates = marked.Count > 0
            ? marked
            : usable.Where(c => c.DeclaredAccessibility == Accessibility.Public).OrderByDescending(c => c.Parameters.Length).ToList();

        // By name first, whatever the kind of keys: the library pairs numbered keys with parameters by position alone,
        // which would give x to y where their types agree.
        return Match(candidates, parameter => ByName(contract, parameter), compilation)
            ?? (contract.IsArray ? Match(candidates, parameter => contract.Members.ElementAtOrDefault(parameter.Ordinal), compilation) : null);
    }

    private static ConstructorChoice? Match(
        List<IMethodSymbol> candidates, Func<IParameterSymbol, ObjectMember?> memberFor, Compilation compilation)
    {
        foreach (var constructor in candidates)
        {
            var members = constructor.Parameters.Select(memberFor).ToList();
            if (members.Zip(constructor.Parameters, (m, p) => m is { IsReadable: true } && Takes(p, m, compilation)).All(fits => fits)
                && members.Distinct().Count() == members.Count)
            {
                return new ConstructorChoice(constructor, members!);
            }
        }

        return null;
    }

    private static ObjectMember? ByName(ObjectContract contract, IParameterSymbol parameter) =>
        contract.Members.FirstOrDefault(m => m.Name == parameter.Name && !m.IsHidden)
        ?? contract.Members.FirstOrDefault(m => m.Name == parameter.Name)
        ?? contract.Members.FirstOrDefault(m => string.Equals(m.TextKey, parameter.Name, StringComparison.OrdinalIgnoreCase))
        ?? contract.Members.FirstOrDefault(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static bool Takes(IParameterSymbol parameter, ObjectMember member, Compilation compilation)
    {
        var conversion = compilation.ClassifyConversion(member.Type, parameter.Type);
        return conversion.IsIdentity
            || (conversion.IsImplicit && (conversion.IsReference || conversion.IsBoxing || conversion.IsNullable));
    }
}
