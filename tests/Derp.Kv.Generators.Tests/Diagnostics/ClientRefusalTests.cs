using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6
public class ClientRefusalTests
{
    private const string Neighbour = "public partial class N(KvClient kv) { NEIGHBOUR }";

    private static void Verify(string id, string message, string head, string members, string attribute = "", string modifier = "private") => Refusal.VerifyFile(
        id,
        message,
        $$"""
        namespace A;
        {{head}}
        {
            {{members}}
            [RateLimited("x", Limit = 1, Window = "1m"{{attribute}})] {{modifier}} Task {{(head.Contains("[|", StringComparison.Ordinal) || attribute.Contains("[|", StringComparison.Ordinal) ? "GetCoreAsync" : "[|GetCoreAsync|]")}}(int id) => Task.Delay(id);
        }
        {{Neighbour}}
        """);

    [Theory]
    [InlineData("private", "", "field, property or primary-constructor parameter")]
    [InlineData("private", "private KvClient? _kv() => null; private KvClient Kv { set { } }", "field, property or primary-constructor parameter")]
    [InlineData("private static", "private readonly KvClient _kv = new MemoryKvClient();", "static field or property")]
    public void None(string modifier, string members, string kind) => Verify(
        "DKV0010", $"'GetCoreAsync' needs a {kind} of type KvClient in 'C'", "public partial class C", members, modifier: modifier);

    [Fact]
    public void Inherited_private_field_is_none() => Verify(
        "DKV0010", "'GetCoreAsync' needs a field, property or primary-constructor parameter of type KvClient in 'C'", "public class B { private KvClient? _kv; public void Set(KvClient? kv) => _kv = kv; public KvClient? Get() => _kv; } public partial class C : B", "");

    [Theory]
    [InlineData("public partial class C", "private readonly KvClient _a = new MemoryKvClient(), _b = new MemoryKvClient();", "field", "_a, _b", "_a")]
    [InlineData("public partial class C", "private KvClient A => null!; private KvClient B => null!;", "property", "A, B", "A")]
    [InlineData("public partial class C(KvClient a, MemoryKvClient b)", "", "primary-constructor parameter", "a, b", "a")]
    public void Many(string head, string members, string kind, string names, string first) => Verify(
        "DKV0011", $"'C' has more than one {kind} of type KvClient: {names}; choose with Client = nameof({first})", head, members);

    [Theory]
    [InlineData("nope", "'C' has no such field, property or primary-constructor parameter")]
    [InlineData("Text", "it is not of type KvClient")]
    [InlineData("Set", "it cannot be read")]
    public void Named_one_is_unusable(string name, string reason) => Verify(
        "DKV0012", $"'{name}' cannot be the client: {reason}", "public partial class C", "public string Text => \"\"; public KvClient Set { set { } }", $", Client = [|\"{name}\"|]");

    [Fact]
    public void Attributes_disagree_about_the_client() => Refusal.Verify(
        "DKV0012",
        "'kv' cannot be the client: another attribute of the method sets 'other'; there is one client for all",
        """
        private readonly MemoryKvClient other = new();
        [Cached("x:{id}", Ttl = "1m", Client = [|nameof(kv)|]), RateLimited("x", Limit = 1, Window = "1m", Client = nameof(other))] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        """);

    [Fact]
    public void Named_one_is_not_static() => Verify(
        "DKV0012", "'_kv' cannot be the client: 'GetCoreAsync' is static and needs a static client", "public partial class C", "private readonly KvClient _kv = new MemoryKvClient();", ", Client = [|nameof(_kv)|]", "private static");

    [Fact]
    public void Parameter_hidden_by_an_argument() => Verify(
        "DKV0012", "'id' cannot be the client: a parameter of 'GetCoreAsync' has the same name and hides it", "public partial class C(KvClient id)", "");

    [Theory]
    [InlineData("public partial class C(KvClient [|kv|]) : B(kv)", "", "goes to the base constructor")]
    [InlineData("public partial class C(KvClient [|kv|])", "private readonly object _helper = kv;", "initializes a field or property")]
    [InlineData("public partial class C(KvClient [|kv|])", "public object Helper { get; } = new B(kv);", "initializes a field or property")]
    public void Parameter_is_also_stored(string head, string members, string use) => Refusal.VerifyFile(
        "DKV0013",
        $"Parameter 'kv' would be captured by the wrapper, but also {use}, so that there would be two copies; keep it in one field of type KvClient instead",
        $$"""
        namespace A;
        public class B(object o) { public object O => o; }
        {{head}}
        {
            {{members}}
            [RateLimited("x", Limit = 1, Window = "1m")] private Task GetCoreAsync(int id) => Task.Delay(id);
        }
        {{Neighbour}}
        """);

    [Fact]
    public void Choosing_one_of_two_works() =>
        GeneratorRun.Of("""
            namespace A;
            public partial class C(KvClient c)
            {
                private readonly KvClient _a = new MemoryKvClient();
                private readonly KvClient _b = new MemoryKvClient();
                [Cached(Ttl = "1m", Client = nameof(_b))] private Task<int> GetCoreAsync(int id, [NotKey] object? _a = null) => Task.FromResult(id + (this._a == _a ? 1 : 0));
                [Cached(Ttl = "1m", Client = nameof(c))] private Task<int> AskCoreAsync(int id) => Task.FromResult(id);
            }
            """);
}
