using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// A wrapper's name in logs and metrics: its full name, with the types of its parameters only if the type has another
/// annotated method of that name.
/// </summary>
internal static class DescriptorName
{
    public static string Of(IMethodSymbol body, string wrapperName)
    {
        var name = $"{IdentityText.Of(body.ContainingType)}.{wrapperName}";
        var overloads = Sibling.Of(body.ContainingType)
            .Where(s => s.WrapperName == wrapperName && !SymbolEqualityComparer.Default.Equals(s.Body, body))
            .Select(static s => s.Body)
            .ToList();
        if (overloads.Count == 0)
            return name;

        // A token, or a type parameter more, may be all that tells two overloads apart.
        var plain = IdentityText.Of(name, body.Parameters);
        return overloads.Any(o => IdentityText.Of(name, o.Parameters) == plain) ? IdentityText.Full(name, body) : plain;
    }
}
