using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Ledgers;

/// <summary>
/// A body whose record is committed with what it writes takes that transaction (L1). The wrapper does not have it, and no key does; a body that
/// is not called in one cannot have it.
/// </summary>
internal static class LedgerParser
{
    /// <summary>The ordinal of the transaction; null for none.</summary>
    public static int? Parse(AnnotatedMethod method)
    {
        var all = method.Symbol.Parameters.Where(LedgerTypes.IsTransaction).ToList();
        LedgerSettings.Check(method);
        if (method.Ledger is not { } ledger)
        {
            if (all.Count > 0 && !TagMethods.IsTag(method.Attributes))
                RefuseWithoutLedger(method, all[0]);
        }
        else if (!LedgerTypes.IsReferenced(method.Compilation))
        {
            method.Findings.Add(LedgerDescriptors.NoPackage, ledger.At("Ledger"), method.Symbol.Name);
        }
        else
        {
            CheckParameters(method, ledger, all);
        }

        return all.Count == 0 ? null : all[0].Ordinal;
    }

    private static void CheckParameters(AnnotatedMethod method, StageAttribute ledger, List<IParameterSymbol> all)
    {
        if (method.Cached is not null)
            method.Findings.Add(LedgerDescriptors.Cached, ledger.At("Ledger"), method.Symbol.Name);

        // Of a type that there is not the compiler says enough.
        if (all.Count == 0 && !method.Symbol.Parameters.Any(static p => p.Type.HasError()))
            method.Findings.Add(LedgerDescriptors.NoTransaction, method.Name, method.Symbol.Name);
        foreach (var second in all.Skip(1))
            Refuse(method, second, $"'{all[0].Name}' is one already");
        if (all.Count > 0 && (all[0].NullableAnnotation == NullableAnnotation.Annotated || all[0].HasExplicitDefaultValue))
            method.Findings.AddHinted(LedgerDescriptors.Transaction, Place.Of(all[0]), Hint.Parameter(all[0].Name), all[0].Name, "it is always given; take it without '?' and without a default");
    }

    private static void RefuseWithoutLedger(AnnotatedMethod method, IParameterSymbol parameter)
    {
        if (method.Idempotent is null)
            Refuse(method, parameter, $"'{method.Symbol.Name}' is not [Idempotent] with Ledger = true");
        else
            method.Findings.AddHinted(LedgerDescriptors.Transaction, Place.Of(parameter), Hint.Setting("Ledger"), parameter.Name, $"[Idempotent] of '{method.Symbol.Name}' does not set Ledger = true");
    }

    private static void Refuse(AnnotatedMethod method, IParameterSymbol parameter, string reason) =>
        method.Findings.Add(LedgerDescriptors.Transaction, Place.Of(parameter), parameter.Name, reason);
}
