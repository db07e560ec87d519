using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// L1: a body that writes elsewhere is not covered.
public class TransactionUseTests
{
    private const string Head = "using System.Data.Common; using Derp.Kv.Ledger; public sealed partial class C(KvLedger ledger) { ";

    private static string Method(string body, string parameter = "LedgerTransaction tx", string settings = ", Ledger = true") =>
        $"[Idempotent(\"a:{{id}}\", Ttl = \"1m\"{settings})] private async Task GoCoreAsync(int id, {parameter}) {body}";

    [Theory]
    [InlineData("{ await Task.Delay(id); }")]
    [InlineData("=> await Task.Delay(id);")]
    [InlineData("{ await Task.Yield(); _ = tx; }")]
    [InlineData("{ await Task.Yield(); _ = nameof(tx); }")]
    [InlineData("{ await Task.Yield(); ArgumentNullException.ThrowIfNull(tx); }")]
    [InlineData("{ await Task.Yield(); void Write(LedgerTransaction tx) => tx.Transaction.Save(\"a\"); Write(null!); }")]
    [InlineData("{ await Task.Yield(); if (id > 0) throw new InvalidOperationException(); }")]
    [InlineData("{ }")]
    public void Transaction_is_not_used(string body) => Refusal.VerifyFile(
        "DKV0073",
        "'GoCoreAsync' does not use its transaction 'tx', so that what it writes is not committed with its record; write through 'tx', or remove Ledger = true",
        Head + Method(body, "LedgerTransaction [|tx|]") + " } public partial class N(KvClient kv) { NEIGHBOUR }");

    [Theory]
    [InlineData("=> await tx.Connection.CloseAsync();")]
    [InlineData("{ await Task.Yield(); Write(tx); void Write(LedgerTransaction t) => t.Transaction.Save(\"a\"); }")]
    [InlineData("{ await Task.Yield(); Func<DbConnection> of = () => tx.Connection; of(); }")]
    [InlineData("{ await Task.Yield(); var (a, b) = (tx, id); a.Enlist(null!); }")]
    [InlineData("{ await Task.Yield(); (id, tx).ToString(); }")]
    [InlineData("=> throw new NotImplementedException();")]
    [InlineData("{ throw new NotImplementedException(); }")]
    public void Transaction_is_used_or_the_body_is_not_written(string body) =>
        GeneratorRun.Of("#pragma warning disable CS1998\n" + Head + Method(body) + " }");

    [Fact]
    public void Body_that_is_out_of_sight_is_taken_at_its_word() => GeneratorRun.Of("""
        using Derp.Kv.Ledger;
        public abstract partial class B(KvLedger ledger)
        {
            [Idempotent("a:{id}:{Kind}", Ttl = "1m", Ledger = true)] protected abstract Task GoCoreAsync(int id, LedgerTransaction tx);
            public abstract string Kind { get; }
        }
        """);

    [Fact]
    public void Other_part_of_a_partial_body_is_looked_at() => Refusal.VerifyFile(
        "DKV0073",
        "'GoCoreAsync' does not use its transaction 'tx', so that what it writes is not committed with its record; write through 'tx', or remove Ledger = true",
        """
        using Derp.Kv.Ledger;
        public sealed partial class C(KvLedger ledger)
        {
            [Idempotent("a:{id}", Ttl = "1m", Ledger = true)] private partial Task GoCoreAsync(int id, LedgerTransaction tx);
            private partial Task GoCoreAsync(int id, LedgerTransaction [|tx|]) => Task.Delay(id);
        }
        public partial class N(KvClient kv) { NEIGHBOUR }
        """);
}
