using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>The parameter that holds invalidations back until the caller's transaction has ended (W4).</summary>
internal static class DeferralParser
{
    public static bool IsDeferral(ITypeSymbol type) => type.IsKv("DeferredInvalidations");

    /// <summary>Its ordinal; null for none.</summary>
    public static int? Parse(AnnotatedMethod method, StageAttribute attribute)
    {
        var deferrals = method.Symbol.Parameters.Where(static p => IsDeferral(p.Type)).ToList();
        if (deferrals.Count > 1)
            method.Findings.Add(Descriptors.InvalidatesMisplaced, attribute.Place, method.Symbol.Name, "it has more than one DeferredInvalidations");
        else if (deferrals is [{ Type.NullableAnnotation: NullableAnnotation.Annotated } nullable])
            method.Findings.Add(Descriptors.InvalidatesMisplaced, Place.Of(nullable), method.Symbol.Name, "its DeferredInvalidations may be null, and the invalidation would then not wait");
        if (deferrals.Count == 0 && method.Symbol.Parameters.FirstOrDefault(static p => IsTransaction(p.Type)) is { } transaction)
            method.Findings.Warn(Descriptors.NotDeferred, Place.Of(transaction), Hint.Parameter(transaction.Name), method.Symbol.Name, transaction.Name);
        return deferrals.Count == 1 ? deferrals[0].Ordinal : null;
    }

    private static bool IsTransaction(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.Is("System.Data.Common", "DbTransaction"))
                return true;
        }

        return type.Is("System.Data", "IDbTransaction") || type.AllInterfaces.Any(static i => i.Is("System.Data", "IDbTransaction"));
    }
}
