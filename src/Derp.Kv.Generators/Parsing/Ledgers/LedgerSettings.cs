using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;

namespace Derp.Kv.Generators.Parsing.Ledgers;

/// <summary>Settings that mean nothing with a ledger, and one that means nothing without.</summary>
internal static class LedgerSettings
{
    private const string LockTtl = "LockTtl";
    private const string OnUnavailable = "OnUnavailable";
    private const string ReplayFromStore = "ReplayFromStore";

    // IdempotencyUnavailable.Run
    private const int Run = 1;

    public static void Check(AnnotatedMethod method)
    {
        if (method.Idempotent is not { } attribute)
            return;
        if (!attribute.IsLedger)
        {
            if (attribute.ReplaysFromStore)
                Refuse(method, attribute, ReplayFromStore, ReplayFromStore, "only the results of a ledger are replayed from a store; set Ledger = true too");
            return;
        }

        if (attribute.Sets(LockTtl))
            Refuse(method, attribute, LockTtl, LockTtl, "a ledger has no claim that expires; its transaction holds the key");
        if (attribute.Get(OnUnavailable, 0) == Run)
            Refuse(method, attribute, OnUnavailable, $"{OnUnavailable} = Run", "without the ledger's database the body has no transaction");
    }

    private static void Refuse(AnnotatedMethod method, StageAttribute attribute, string setting, string shown, string reason) =>
        method.Findings.AddHinted(LedgerDescriptors.Setting, attribute.At(setting), Hint.Setting(setting), shown, method.Symbol.Name, reason);
}
