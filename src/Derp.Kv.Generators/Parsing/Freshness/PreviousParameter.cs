using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>The parameter that brings a body the value of before (F7). The wrapper does not have it, and no key does.</summary>
internal static class PreviousParameter
{
    public static bool Is(IParameterSymbol parameter) => parameter.Type.IsKv("Previous`1");

    /// <summary>Its ordinal; null for none.</summary>
    public static int? Parse(AnnotatedMethod method)
    {
        var all = method.Symbol.Parameters.Where(Is).ToList();
        if (all.Count == 0)
            return null;
        var first = all[0];
        foreach (var second in all.Skip(1))
            Refuse(method, second, $"'{first.Name}' is one already");
        if (method.Cached is not { } cached)
            Refuse(method, first, $"'{method.Symbol.Name}' is not [Cached]");
        else if (method.Symbol.Parameters.Any(EachParameter.Is))
            Refuse(method, first, $"'{method.Symbol.Name}' has an [Each] parameter, and each item has a value of its own");
        else if (method.Result is { } result && !HoldsA(result, first))
            method.Findings.AddHinted(FreshnessDescriptors.Previous, Place.Of(first), Hint.Parameter(first.Name), first.Name, $"the value is of type '{Shown(result)}'; take a Previous<{Shown(result)}>");
        else if (!RefreshSettings.KeepsValue(cached))
            method.Findings.AddHinted(FreshnessDescriptors.NoPrevious, Place.Of(first), Hint.Parameter(first.Name), first.Name, method.Symbol.Name);
        return first.Ordinal;
    }

    // Where annotations are off they say nothing.
    private static bool HoldsA(ITypeSymbol result, IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(result, Held(parameter))
        && (Methods.NullableContext.IsOff((IMethodSymbol)parameter.ContainingSymbol) || SymbolEqualityComparer.IncludeNullability.Equals(result, Held(parameter)));

    private static ITypeSymbol Held(IParameterSymbol parameter) => ((INamedTypeSymbol)parameter.Type).TypeArguments[0];

    private static void Refuse(AnnotatedMethod method, IParameterSymbol parameter, string reason) =>
        method.Findings.Add(FreshnessDescriptors.Previous, Place.Of(parameter), parameter.Name, reason);

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
