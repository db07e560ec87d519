using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class LedgerFixTests
{
    private static string Method(string settings, string parameters, string body = "throw new NotSupportedException()") => $$"""
        using Derp.Kv.Ledger;
        public partial class C(KvClient kv, KvLedger ledger)
        {
            public object Both => (kv, ledger);
            [Idempotent("a:{id}", Ttl = "1m"{{settings}})]
            private Task GoCoreAsync({{parameters}}) => {{body}};
        }
        """;

    [Theory]
    [InlineData("int id", "int id, LedgerTransaction transaction")]
    [InlineData("int id, CancellationToken ct", "int id, LedgerTransaction transaction, CancellationToken ct")]
    [InlineData("int id, int a = 1, CancellationToken ct = default", "int id, LedgerTransaction transaction, int a = 1, CancellationToken ct = default")]
    [InlineData("int id, params int[] more", "int id, LedgerTransaction transaction, params int[] more")]
    [InlineData("int id, string transaction", "int id, string transaction, LedgerTransaction ledgerTransaction")]
    public Task Transaction_is_added(string before, string after) =>
        Fix.VerifyAsync<AddTransactionFix>("DKV0071", "Add a LedgerTransaction", Method(", Ledger = true", before), Method(", Ledger = true", after));

    [Fact]
    public Task Transaction_is_named_in_full_where_its_namespace_is_not_used() => Fix.VerifyAsync<AddTransactionFix>(
        "DKV0071",
        "Add a LedgerTransaction",
        Static(""),
        Static("Derp.Kv.Ledger.LedgerTransaction transaction"));

    private static string Static(string parameters) => $$"""
        public static partial class C
        {
            private static readonly Derp.Kv.Ledger.KvLedger s_ledger = null!;
            [Idempotent("a", Ttl = "1m", Ledger = true)]
            private static Task GoCoreAsync({{parameters}}) => throw new NotSupportedException();
        }
        """;

    [Theory]
    [InlineData("int id, string transaction, string ledgerTransaction")]
    public Task Transaction_without_a_free_name_is_not_added(string parameters) =>
        Fix.VerifyNoneAsync<AddTransactionFix>("DKV0071", Method(", Ledger = true", parameters));

    [Fact]
    public Task One_part_of_a_partial_body_is_not_changed_alone() => Fix.VerifyNoneAsync<AddTransactionFix>("DKV0071", """
        using Derp.Kv.Ledger;
        public sealed partial class C(KvLedger ledger)
        {
            [Idempotent("a:{id}", Ttl = "1m", Ledger = true)] private partial Task GoCoreAsync(int id);
            private partial Task GoCoreAsync(int id) => throw new NotSupportedException();
        }
        """);

    [Theory]
    [InlineData("int id, LedgerTransaction? tx", "int id, LedgerTransaction tx")]
    [InlineData("int id, LedgerTransaction? tx = null, CancellationToken ct = default", "int id, LedgerTransaction tx, CancellationToken ct = default")]
    [InlineData("int id, Derp.Kv.Ledger.LedgerTransaction tx = null!", "int id, Derp.Kv.Ledger.LedgerTransaction tx")]
    public Task Transaction_is_made_required(string before, string after) =>
        Fix.VerifyAsync<PlainTransactionFix>("DKV0072", "Make 'tx' required", Method(", Ledger = true", before), Method(", Ledger = true", after));

    [Fact]
    public Task Transaction_behind_an_optional_parameter_stays() =>
        Fix.VerifyNoneAsync<PlainTransactionFix>("DKV0072", Method(", Ledger = true", "int id, int a = 1, LedgerTransaction? tx = null"));

    [Theory]
    [InlineData("", ", Ledger = true")]
    [InlineData(", Ledger = false, StatusCode = 201", ", Ledger = true, StatusCode = 201")]
    public Task Ledger_is_set(string before, string after) => Fix.VerifyAsync<SetLedgerFix>(
        "DKV0072",
        "Set Ledger = true",
        Method(before, "int id, LedgerTransaction tx", "tx.Transaction.CommitAsync()"),
        Method(after, "int id, LedgerTransaction tx", "tx.Transaction.CommitAsync()"));

    [Fact]
    public Task Limited_body_is_not_given_a_ledger() => Fix.VerifyNoneAsync<SetLedgerFix>(
        "DKV0072",
        Method("", "int id, LedgerTransaction tx").Replace("[Idempotent(\"a:{id}\", Ttl = \"1m\")]", "[RateLimited(\"a:{id}\", Limit = 1, Window = \"1m\")]", StringComparison.Ordinal));

    [Theory]
    [InlineData(", Ledger = true, LockTtl = \"1m\"", ", Ledger = true", "LockTtl")]
    [InlineData(", OnUnavailable = IdempotencyUnavailable.Run, Ledger = true", ", Ledger = true", "OnUnavailable")]
    public Task Setting_without_effect_is_removed(string before, string after, string setting) => Fix.VerifyAsync<RemoveSettingFix>(
        "DKV0074", $"Remove {setting}", Method(before, "int id, LedgerTransaction tx"), Method(after, "int id, LedgerTransaction tx"));

    [Fact]
    public Task Store_is_no_replay_without_a_ledger() => Fix.VerifyAsync<RemoveSettingFix>(
        "DKV0074", "Remove ReplayFromStore", Method(", ReplayFromStore = true", "int id"), Method("", "int id"));
}
