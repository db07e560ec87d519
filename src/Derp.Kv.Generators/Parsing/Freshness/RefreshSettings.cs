using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>The settings of renewal, where they depend on the method.</summary>
internal static class RefreshSettings
{
    public const string After = "RefreshAfter";
    public const string Stale = "StaleIfError";
    public const string On = "RefreshOn";

    private const int NewScope = 2;

    /// <summary>Whether a value may be there when the body runs.</summary>
    public static bool KeepsValue(StageAttribute cached) => IsSet(cached, After) || IsSet(cached, Stale);

    /// <summary>Whether the body runs on an instance of a scope of its own.</summary>
    public static bool IsInScope(StageAttribute cached) => cached.Get(On, 0) == NewScope;

    public static void Check(AnnotatedMethod method)
    {
        if (method.Cached is not { } cached)
            return;
        if (method.Symbol.Parameters.Any(EachParameter.Is))
        {
            CheckBatch(method, cached);
            return;
        }

        if (cached.Sets(On) && !KeepsValue(cached))
            method.Findings.AddHinted(FreshnessDescriptors.RefreshOnAlone, cached.At(On), Hint.Setting(On), method.Symbol.Name);
        else if (IsInScope(cached) && WhyNoInstance(method) is { } reason)
            method.Findings.AddHinted(FreshnessDescriptors.NewScope, cached.At(On), Hint.Name(nameof(NewScope), "Shared"), method.Symbol.Name, reason);
    }

    private static string? WhyNoInstance(AnnotatedMethod method) => method switch
    {
        { Symbol.IsStatic: true } => "it is static; use Shared",
        { Type.TypeKind: not TypeKind.Class } => $"'{method.Type.Name}' is no class, and services are; use Shared",
        _ => null,
    };

    // The values of a batch are renewed one at a time, by calls for one item.
    private static void CheckBatch(AnnotatedMethod method, StageAttribute cached)
    {
        if (cached.Sets(On))
            Refuse(method, cached, On, "a batch serves values of any age and renews none");
        if (IsSet(cached, Stale))
            Refuse(method, cached, Stale, "a batch does not ask which values are past their lifetime; a method that shares entries with it cannot have it either");
        if (IsSet(cached, After) && !IsSet(cached, SharedName.Setting))
            Refuse(method, cached, After, "a batch renews no values; set it on a method for one item too, and share its entries by SharesWith");
    }

    private static void Refuse(AnnotatedMethod method, StageAttribute cached, string setting, string reason) =>
        method.Findings.AddHinted(FreshnessDescriptors.BatchRefresh, cached.At(setting), Hint.Setting(setting), setting, method.Symbol.Name, reason);

    private static bool IsSet(StageAttribute cached, string setting) => cached.Sets(setting) && !cached.IsNull(setting);
}
