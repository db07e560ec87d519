using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, L1
public class LedgerRefusalTests
{
    private const string Ledger = "[Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = true)]";

    private static void Method(string id, string message, string method, string head = "(KvClient kv, KvLedger ledger)", string members = "") => Refusal.VerifyFile(id, message, $$"""
        using Derp.Kv.Ledger;
        namespace A;
        public partial class C{{head}} { {{members}} {{method}} }
        public partial class N(KvClient kv) { NEIGHBOUR }
        """);

    private static string Body(string attributes, string parameters, string name = "GoCoreAsync", string modifiers = "private") =>
        $"{attributes} {modifiers} Task {name}({parameters}) => throw new NotSupportedException();";

    [Fact]
    public void Package_is_missing() => Refusal.VerifyFile(
        "DKV0070",
        "'GoCoreAsync' sets Ledger = true, which needs a reference to the package Derp.Kv.Ledger",
        """
        public partial class C(KvClient kv)
        {
            [Idempotent("a:{id}", Ttl = "1m", Ledger = [|true|])] private Task GoCoreAsync(int id) => Task.Delay(id);
            NEIGHBOUR
        }
        """);

    [Fact]
    public void There_is_no_transaction() => Method(
        "DKV0071",
        "'GoCoreAsync' sets Ledger = true, but has no parameter of type LedgerTransaction, through which it writes",
        Body(Ledger, "int id, CancellationToken ct", "[|GoCoreAsync|]"));

    [Theory]
    [InlineData("LedgerTransaction a, int id, LedgerTransaction [|tx|]", "'a' is one already")]
    [InlineData("int id, LedgerTransaction? [|tx|]", "it is always given; take it without '?' and without a default")]
    [InlineData("int id, LedgerTransaction? [|tx|] = null", "it is always given; take it without '?' and without a default")]
    [InlineData("int id, LedgerTransaction [|tx|] = null!", "it is always given; take it without '?' and without a default")]
    public void Parameter_is_not_the_transaction(string parameters, string reason) =>
        Method("DKV0072", $"'tx' cannot be a LedgerTransaction: {reason}", Body(Ledger, parameters));

    [Theory]
    [InlineData("[Idempotent(\"a:{id}\", Ttl = \"1m\")]", "[Idempotent] of 'GoCoreAsync' does not set Ledger = true")]
    [InlineData("[Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = false)]", "[Idempotent] of 'GoCoreAsync' does not set Ledger = true")]
    [InlineData("[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\")]", "'GoCoreAsync' is not [Idempotent] with Ledger = true")]
    [InlineData("[Invalidates(\"GetAsync\")]", "'GoCoreAsync' is not [Idempotent] with Ledger = true")]
    public void Body_is_not_run_by_a_ledger(string attributes, string reason) => Method(
        "DKV0072",
        $"'tx' cannot be a LedgerTransaction: {reason}",
        Body(attributes, "int id, LedgerTransaction [|tx|]"),
        members: "[Cached(\"b:{id}\", Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);");

    [Fact]
    public void Cached_body_is_not_run_by_a_ledger() => Method(
        "DKV0072",
        "'tx' cannot be a LedgerTransaction: 'GetCoreAsync' is not [Idempotent] with Ledger = true",
        "[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id, LedgerTransaction [|tx|]) => throw new NotSupportedException();");

    [Fact]
    public void Tag_has_no_body_for_the_transaction() => Method(
        "DKV0038",
        "'InvalidateAsync' cannot be the method of a tag: 'tx' is a LedgerTransaction, which it has no body for",
        "[CacheTag(\"a:{id}\")] public partial ValueTask [|InvalidateAsync|](int id, LedgerTransaction tx);");

    [Theory]
    [InlineData("ref")]
    [InlineData("in")]
    public void Transaction_by_reference(string modifier) => Method(
        "DKV0008",
        $"Parameter 'tx' cannot be passed on by a wrapper: it is passed by reference ({modifier}), which a task cannot keep",
        Body(Ledger, $"int id, {modifier} LedgerTransaction [|tx|]"));

    [Fact]
    public void Template_names_the_transaction() => Method(
        "DKV0015",
        "{tx.Connection} in the key template: a LedgerTransaction is no part of a key",
        Body("[Idempotent([|\"a:{id}:{tx.Connection}\"|], Ttl = \"1m\", Ledger = true)]", "int id, LedgerTransaction tx"));

    [Theory]
    [InlineData("LockTtl = [|\"30s\"|]", "LockTtl", "a ledger has no claim that expires; its transaction holds the key")]
    [InlineData("OnUnavailable = [|IdempotencyUnavailable.Run|]", "OnUnavailable = Run", "without the ledger's database the body has no transaction")]
    public void Setting_means_nothing_with_a_ledger(string setting, string name, string reason) => Method(
        "DKV0074",
        $"{name} cannot be set on 'GoCoreAsync': {reason}",
        Body($"[Idempotent(\"a:{{id}}\", Ttl = \"1m\", Ledger = true, {setting})]", "int id, LedgerTransaction tx"));

    [Fact]
    public void Setting_means_nothing_without_a_ledger() => Method(
        "DKV0074",
        "ReplayFromStore cannot be set on 'GoCoreAsync': only the results of a ledger are replayed from a store; set Ledger = true too",
        Body("[Idempotent(\"a:{id}\", Ttl = \"1m\", ReplayFromStore = [|true|])]", "int id"));

    [Theory]
    [InlineData("(KvClient kv)", "private", "", "field, property or primary-constructor parameter")]
    [InlineData("", "private", "private KvLedger? _ledger() => null; private KvLedger L { set { } }", "field, property or primary-constructor parameter")]
    [InlineData("", "private static", "private readonly KvLedger _ledger = null!;", "static field or property")]
    public void There_is_no_ledger(string head, string modifiers, string members, string kind) => Method(
        "DKV0075",
        $"'GoCoreAsync' needs a {kind} of type KvLedger in 'C'",
        Body(Ledger, "int id, LedgerTransaction tx", "[|GoCoreAsync|]", modifiers),
        head,
        members);

    [Theory]
    [InlineData("", "private readonly KvLedger _a = null!, _b = null!;", "field", "_a, _b", "_a")]
    [InlineData("", "private KvLedger A => null!; private KvLedger B => null!;", "property", "A, B", "A")]
    [InlineData("(KvLedger a, KvLedger b)", "", "primary-constructor parameter", "a, b", "a")]
    public void There_is_more_than_one_ledger(string head, string members, string kind, string names, string first) => Method(
        "DKV0076",
        $"'C' has more than one {kind} of type KvLedger: {names}; choose with Client = nameof({first})",
        Body(Ledger, "int id, LedgerTransaction tx", "[|GoCoreAsync|]"),
        head,
        members);

    [Theory]
    [InlineData("(KvLedger ledger)", "[Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = true, ReplayFromStore = true)]")]
    [InlineData("(KvLedger ledger)", "[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\"), Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = true)]")]
    public void There_is_no_client_beside_the_ledger(string head, string attributes) => Method(
        "DKV0010",
        "'GoCoreAsync' needs a field, property or primary-constructor parameter of type KvClient in 'C'",
        Body(attributes, "int id, LedgerTransaction tx", "[|GoCoreAsync|]"),
        head);

    [Theory]
    [InlineData("Nope", "", "ledger", "'C' has no such field, property or primary-constructor parameter")]
    [InlineData("Text", "", "ledger", "it is not of type KvLedger")]
    [InlineData("kv", "", "ledger", "it is not of type KvLedger")]
    [InlineData("Text", ", ReplayFromStore = true", "client", "it is not of type KvClient or KvLedger")]
    [InlineData("Set", "", "ledger", "it cannot be read")]
    public void Client_names_no_ledger(string name, string settings, string role, string reason) => Method(
        "DKV0012",
        $"'{name}' cannot be the {role}: {reason}",
        Body($"[Idempotent(\"a:{{id}}\", Ttl = \"1m\", Ledger = true{settings}, Client = [|\"{name}\"|])]", "int id, LedgerTransaction tx"),
        members: "public string Text => \"\"; public KvLedger Set { set { } }");

    [Fact]
    public void Limit_is_not_counted_by_a_ledger() => Method(
        "DKV0012",
        "'ledger' cannot be the client: it is not of type KvClient",
        Body($"[RateLimited(\"a:{{id}}\", Limit = 5, Window = \"1m\", Client = [|nameof(ledger)|])] {Ledger}", "int id, LedgerTransaction tx"));

    [Fact]
    public void Static_body_needs_a_static_ledger() => Method(
        "DKV0012",
        "'_ledger' cannot be the ledger: 'GoCoreAsync' is static and needs a static ledger",
        Body("[Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = true, Client = [|nameof(_ledger)|])]", "int id, LedgerTransaction tx", modifiers: "private static"),
        "",
        "private readonly KvLedger _ledger = null!;");

    [Fact]
    public void Ledger_is_hidden_by_an_argument() => Method(
        "DKV0012",
        "'id' cannot be the ledger: a parameter of 'GoCoreAsync' has the same name and hides it",
        Body(Ledger, "int id, LedgerTransaction tx", "[|GoCoreAsync|]"),
        "(KvLedger id)");

    [Fact]
    public void Ledger_is_also_stored() => Method(
        "DKV0013",
        "Parameter 'ledger' would be captured by the wrapper, but also initializes a field or property, so that there would be two copies; keep it in one field of type KvLedger instead",
        Body(Ledger, "int id, LedgerTransaction tx"),
        "(KvLedger [|ledger|])",
        "public object Helper { get; } = ledger;");

    [Fact]
    public void Body_is_cached() => Method(
        "DKV0077",
        "'GetCoreAsync' is [Cached] and sets Ledger = true, but a hit writes nothing in the transaction; move [Cached] to a method that the body calls",
        "[Cached(\"b:{id}\", Ttl = \"1m\"), Idempotent(\"a:{id}\", Ttl = \"1m\", Ledger = [|true|])] private Task<int> GetCoreAsync(int id, LedgerTransaction tx) => throw new NotSupportedException();");

    [Fact]
    public void Library_under_an_alias_cannot_be_named() => Refusal.VerifyFile(
        "DKV0001",
        "'GoCoreAsync' cannot have a wrapper: the assembly 'Derp.Kv.Ledger' is referenced only under the alias 'led'; add the alias 'global', so that generated code can name it",
        $$"""
        extern alias led;
        using led::Derp.Kv.Ledger;
        public partial class C(KvLedger ledger) { {{Body(Ledger, "int id, LedgerTransaction tx", "[|GoCoreAsync|]")}} }
        public partial class N(KvClient kv) { NEIGHBOUR }
        """,
        change: static c =>
        {
            var reference = c.References.Single(static r => r.Display!.EndsWith("Derp.Kv.Ledger.dll", StringComparison.Ordinal));
            return c.ReplaceReference(reference, reference.WithAliases(["led"]));
        });
}
