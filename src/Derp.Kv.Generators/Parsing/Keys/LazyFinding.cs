using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Reports a sequence in a key or fingerprint that may be readable only once, and what to take instead (DKV0028).</summary>
internal static class LazyFinding
{
    /// <param name="method">The method.</param>
    /// <param name="lazy">What was found.</param>
    /// <param name="place">Used if there is no parameter.</param>
    /// <param name="name">The parameter or placeholder.</param>
    /// <param name="parameter">The parameter, or null for a member of the instance.</param>
    /// <param name="type">The type that was searched.</param>
    /// <param name="reader">What reads it before the body does.</param>
    public static void Add(AnnotatedMethod method, LazySequence lazy, Place place, string name, IParameterSymbol? parameter, ITypeSymbol type, string reader)
    {
        // Key and fingerprint may both read it; one report is enough.
        if (parameter is not null && !method.ReadOnce.Add(parameter))
        {
            method.Findings.RefuseSilently();
            return;
        }

        var isItself = parameter is not null && SymbolEqualityComparer.Default.Equals(lazy.Type, parameter.Type);
        var list = LazySequences.ListFor(lazy.Type, method.Compilation);
        method.Findings.AddHinted(
            Descriptors.ReadOnce,
            parameter is null ? place : Place.Of(parameter),
            Hint.Parameter(isItself && list is not null && SymbolEqualityComparer.Default.Equals(type, parameter!.Type) ? parameter.Name : ""),
            lazy.Member is null ? $"'{name}'" : $"'{lazy.Member}' in '{name}'",
            Shown(lazy.Type),
            reader,
            list is null ? "a list" : $"an {Shown(list)}");
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
