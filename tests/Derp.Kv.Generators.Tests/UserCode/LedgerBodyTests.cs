using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: bodies of a ledger in all forms that other bodies have, and where their ledger and client are found.</summary>
public class LedgerBodyTests
{
    private static string Generated(string members, string head = "public sealed partial class C(KvLedger ledger)") =>
        GeneratorRun.Of($"using Derp.Kv.Ledger;\n{head} {{ {members} }}").Sources.Single(static s => s.HintName.StartsWith('C')).SourceText.ToString();

    private static string Body(string parameters, string settings = "", string attributes = "", string modifiers = "private") =>
        $"{attributes} [Idempotent(\"a:{{id}}\", Ttl = \"1m\", Ledger = true{settings})] {modifiers} Task GoCoreAsync({parameters}) => throw new NotSupportedException();";

    [Theory]
    [InlineData("LedgerTransaction tx, int id, string note", "GoAsync(int id, string note)", "GoCoreAsync(transaction, s.id, s.note)")]
    [InlineData("int id, LedgerTransaction tx, string note", "GoAsync(int id, string note)", "GoCoreAsync(s.id, transaction, s.note)")]
    [InlineData("int id, string note, LedgerTransaction tx", "GoAsync(int id, string note)", "GoCoreAsync(s.id, s.note, transaction)")]
    [InlineData("int id, LedgerTransaction tx, CancellationToken ct = default", "GoAsync(int id, global::System.Threading.CancellationToken ct = default)", "GoCoreAsync(s.id, transaction, ct)")]
    [InlineData("int id, LedgerTransaction tx, params string[] notes", "GoAsync(int id, params string[] notes)", "GoCoreAsync(s.id, transaction, s.notes)")]
    [InlineData("int id, [NotKey] LedgerTransaction s, string transaction = \"\"", "GoAsync(int id, string transaction = \"\")", "GoCoreAsync(s.id, transaction, s.transaction)")]
    [InlineData("int id, LedgerTransaction ledger", "GoAsync(int id)", "GoCoreAsync(s.id, transaction)")]
    public void Transaction_stands_anywhere(string parameters, string head, string call)
    {
        var text = Generated(Body(parameters));
        Assert.Contains(head, text, StringComparison.Ordinal);
        Assert.Contains(call, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Transaction_is_no_part_of_key_or_fingerprint()
    {
        var text = Generated(Body("LedgerTransaction tx, int id, string note"));
        Assert.Contains("OnceKey(int id, string note)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tx", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(KvLedger ledger)", "", "", "ledger,")]
    [InlineData("(KvLedger? maybe)", "", "", "maybe!,")]
    [InlineData("", "private readonly KvLedger _one = null!; private KvLedger Two => _one;", "", "_one,")]
    [InlineData("", "private KvLedger Two => null!;", "", "Two,")]
    [InlineData("(KvLedger a)", "private readonly KvLedger _b = null!; public KvLedger B => _b;", ", Client = nameof(a)", "a,")]
    [InlineData("(KvClient kv, KvLedger @lock)", "public KvClient Kv => kv;", "", "@lock,")]
    public void Ledger_is_found_as_the_client_is(string parameters, string members, string settings, string expected)
    {
        var text = Generated(
            Body("int id, LedgerTransaction tx", settings) + members,
            $"public sealed partial class C{parameters}");
        Assert.Contains($".Once.InvokeAsync(\n            {expected}\n            new(id),", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ledger", "kv")]
    [InlineData(", Client = nameof(other)", "other", "kv")]
    [InlineData(", Client = nameof(second)", "ledger", "second")]
    public void Client_chooses_the_ledger_or_the_client_by_its_type(string settings, string ledger, string client)
    {
        var head = settings switch
        {
            "" => "(KvClient kv, KvLedger ledger)",
            _ when ledger == "other" => "(KvClient kv, KvLedger ledger, KvLedger other)",
            _ => "(KvClient kv, KvClient second, KvLedger ledger)",
        };
        var unread = settings.Length == 0 ? "" : ledger == "other" ? "public object Unread => ledger;" : "public object Unread => kv;";
        var text = Generated(Body("int id, LedgerTransaction tx", ", ReplayFromStore = true" + settings) + unread, "public sealed partial class C" + head);
        Assert.Contains($".Once.InvokeAsync(\n            {ledger},\n            {client},\n            new(id),", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_of_one_method_choose_ledger_and_client()
    {
        var text = Generated(
            Body("int id, LedgerTransaction tx", ", Client = nameof(second)", "[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\", Client = nameof(fast))]") + "public object Unread => (kv, first);",
            "public sealed partial class C(KvClient kv, KvClient fast, KvLedger first, KvLedger second)");
        Assert.Contains(".Limit.InvokeAsync(\n            fast,", text, StringComparison.Ordinal);
        Assert.Contains(".Once.InvokeAsync(\n                s.ledger,", text, StringComparison.Ordinal);
        Assert.Contains("ledger: second", text, StringComparison.Ordinal);
        Assert.DoesNotContain("client: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ledger_of_a_type_parameter_and_of_a_base() => GeneratorRun.Of("""
        using Derp.Kv.Ledger;
        public abstract class Base<TLedger>(TLedger of) where TLedger : KvLedger { protected TLedger Of { get; } = of; }
        public sealed partial class C<T>(T ledger) : Base<T>(ledger) where T : KvLedger
        {
            [Idempotent("a:{id}:{value}", Ttl = "1m", Ledger = true)]
            private Task<int> GoCoreAsync<TItem>(int id, LedgerTransaction tx, [NotKey] TItem item, DayOfWeek? value = null) where TItem : struct => throw new NotSupportedException();
        }
        """);

    [Fact]
    public void Ledger_of_one_database_is_a_ledger() => Assert.Contains(
        "_book,",
        GeneratorRun.Of(
            ["""
            using Derp.Kv.Ledger;
            public sealed partial class C(Derp.Kv.Ledger.Sqlite.SqliteKvLedger ledger)
            {
                private readonly Derp.Kv.Ledger.Sqlite.SqliteKvLedger _book = ledger;
                [Idempotent("a:{id}", Ttl = "1m", Ledger = true)] private Task GoCoreAsync(int id, LedgerTransaction tx, [NotKey] KvLedger? other = null) => throw new NotSupportedException();
            }
            """],
            change: static c => c.AddReferences(Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(Derp.Kv.Ledger.Sqlite.SqliteKvLedger).Assembly.Location))).Text("C.g.cs"),
        StringComparison.Ordinal);

    [Fact]
    public void Declared_wrapper_has_no_transaction() => GeneratorRun.Of("""
        using Derp.Kv.Ledger;
        public interface IPayments { ValueTask<int> PayAsync(string reference, CancellationToken ct); }
        public sealed partial class Payments(KvLedger ledger) : IPayments
        {
            /// <summary>Pays.</summary>
            public partial ValueTask<int> PayAsync(string reference, CancellationToken ct);
            /// <summary>Pays in a transaction.</summary>
            /// <param name="key">The key.</param>
            /// <param name="transaction">The transaction.</param>
            /// <param name="token">The token.</param>
            [Idempotent("pay:{key}", Ttl = "1m", Ledger = true)]
            private ValueTask<int> PayCoreAsync(string key, LedgerTransaction transaction, CancellationToken token) => new(transaction.Connection.ConnectionTimeout + (token.CanBeCanceled ? key.Length : 0));
        }
        """);

    [Fact]
    public void Structs_nested_types_and_extension_methods_have_them_too() => GeneratorRun.Of("""
        using Derp.Kv.Ledger;
        public partial record struct R(KvLedger L) { [Idempotent("r:{id}", Ttl = "1m", Ledger = true)] private ValueTask GoCoreAsync(int id, LedgerTransaction tx) => tx.Transaction.DisposeAsync(); }
        public static partial class Outer
        {
            internal static KvLedger? L { get; set; }
            [Idempotent("e:{id}", Ttl = "1m", Ledger = true)] private static ValueTask GoCoreAsync(this LedgerTransaction tx, string id) => tx.Transaction.DisposeAsync();
            public partial class Inner<T>(KvClient client, KvLedger ledger) where T : class
            {
                [Cached("c:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                [RateLimited("i", Limit = 5, Window = "1m"), Idempotent("i:{id}:{s}", Ttl = "1m", Ledger = true, ReplayFromStore = true), Invalidates(nameof(GetAsync))]
                private Task<IEnumerable<string?>> GoCoreAsync(int id, string s, LedgerTransaction transaction, string self, DeferredInvalidations deferred, CancellationToken ct) => throw new NotSupportedException();
            }
        }
        """);

    [Fact]
    public void G3_Nothing_of_a_project_without_a_ledger_changes() =>
        Assert.DoesNotContain("Ledger", GeneratorRun.Of("""
            public sealed partial class C(KvClient kv) { [Idempotent("a:{id}", Ttl = "1m")] private Task GoCoreAsync(int id) => Task.Delay(id); }
            """).Text("C.g.cs"), StringComparison.Ordinal);
}
