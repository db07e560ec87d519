using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, F1, F3, F5
public class RefreshRefusalTests
{
    private const string Alone = "a batch renews no values; set it on a method for one item too, and share its entries by SharesWith";

    private static void Cached(string id, string message, string settings) => Refusal.Verify(
        id, message, $$"""[Cached("x:{id}", {{settings}})] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("RefreshAfter", "0s", "must be longer than zero")]
    [InlineData("RefreshAfter", "soon", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("StaleIfError", "0ms", "must be longer than zero")]
    [InlineData("StaleIfError", "", "is empty; write a number and a unit, such as \"30s\" or \"1h30m\"")]
    public void Setting_is_no_duration(string setting, string text, string problem) =>
        Cached("DKV0019", $"{setting} = \"{text}\" {problem}", $"Ttl = \"1m\", {setting} = [|\"{text}\"|]");

    [Theory]
    [InlineData("Ttl = \"1m\"", "1m", "must be shorter than Ttl = \"1m\"")]
    [InlineData("Ttl = \"1m\"", "61s", "must be shorter than Ttl = \"1m\"")]
    [InlineData("Ttl = \"1m\", Near = \"10s\"", "50s", "must be shorter than Ttl = \"1m\" less Near = \"10s\"")]
    [InlineData("Ttl = \"1m\", Near = \"30s\", StaleIfError = \"1h\"", "45s", "must be shorter than Ttl = \"1m\" less Near = \"30s\"")]
    public void N5_RefreshAfter_is_shorter_than_what_the_store_keeps(string others, string after, string problem) =>
        Cached("DKV0061", $"RefreshAfter = \"{after}\" {problem}", $"{others}, RefreshAfter = [|\"{after}\"|]");

    [Theory]
    [InlineData("RefreshAfter = \"49999ms\", Near = \"10s\"", "RefreshAfter = global::System.TimeSpan.FromMilliseconds(49999)")]
    [InlineData("StaleIfError = \"2h\"", "StaleIfError = global::System.TimeSpan.FromHours(2)")]
    [InlineData("RefreshAfter = \"1ms\", RefreshOn = RefreshOn.Shared", "RefreshOn = global::Derp.Kv.RefreshOn.Shared")]
    [InlineData("StaleIfError = \"5m\", RefreshOn = RefreshOn.Shared", "RefreshOn = global::Derp.Kv.RefreshOn.Shared")]
    public void Settings_are_part_of_the_policy(string settings, string expected) => Assert.Contains(
        expected,
        GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "1m", {{settings}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }""").Text("C.g.cs"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("RefreshAfter = null, StaleIfError = null")]
    [InlineData("RefreshAfter = \"1s\", RefreshOn = RefreshOn.Caller")]
    public void What_is_as_by_default_is_not_written(string settings) => Assert.DoesNotContain(
        "RefreshOn",
        GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "1m", {{settings}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }""").Text("C.g.cs"),
        StringComparison.Ordinal);

    [Fact]
    public void RefreshOn_is_one_of_its_members() =>
        Cached("DKV0021", "RefreshOn = 3 must be one of Caller, Shared, NewScope", "Ttl = \"1m\", RefreshAfter = \"1s\", RefreshOn = [|(RefreshOn)3|]");

    [Theory]
    [InlineData("RefreshOn.Caller")]
    [InlineData("RefreshOn.Shared")]
    [InlineData("RefreshOn.NewScope")]
    public void RefreshOn_without_an_old_value_has_no_effect(string refreshOn) => Cached(
        "DKV0062",
        "RefreshOn has no effect: 'GetCoreAsync' sets neither RefreshAfter nor StaleIfError",
        $"Ttl = \"1m\", RefreshAfter = null, RefreshOn = [|{refreshOn}|]");

    [Theory]
    [InlineData("class C { private static readonly KvClient s_kv = new MemoryKvClient();", "static", "it is static; use Shared")]
    [InlineData("struct C(KvClient kv) {", "", "'C' is no class, and services are; use Shared")]
    public void F5_A_new_scope_has_no_instance(string type, string modifiers, string reason) => Refusal.VerifyFile(
        "DKV0063",
        $"'GetCoreAsync' cannot run on an instance of a new scope: {reason}",
        $$"""
        namespace A;
        public partial {{type}}
            [Cached("a:{id}", Ttl = "1m", StaleIfError = "1h", RefreshOn = [|RefreshOn.NewScope|])] private {{modifiers}} Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            {{(modifiers.Length > 0 ? "" : "NEIGHBOUR")}}
        }
        """);

    [Theory]
    [InlineData("RefreshAfter = [|\"1s\"|]", "RefreshAfter", Alone)]
    [InlineData("SharesWith = null, RefreshAfter = [|\"1s\"|]", "RefreshAfter", Alone)]
    [InlineData("StaleIfError = [|\"1s\"|]", "StaleIfError", "a batch does not ask which values are past their lifetime; a method that shares entries with it cannot have it either")]
    [InlineData("RefreshOn = [|RefreshOn.Shared|]", "RefreshOn", "a batch serves values of any age and renews none")]
    public void A_batch_renews_no_values(string settings, string setting, string reason) => Refusal.Verify(
        "DKV0064",
        $"{setting} cannot be set on 'GetCoreAsync': {reason}",
        $$"""[Cached("a:{id}", Ttl = "1m", {{settings}})] private Task<int[]> GetCoreAsync([Each] int[] id) => Task.FromResult(id);""");

    [Theory]
    [InlineData("RefreshAfter = \"1s\"", "StaleIfError = \"1h\", RefreshAfter = \"1s\"", "StaleIfError")]
    [InlineData("RefreshAfter = \"2s\"", "RefreshAfter = \"1s\"", "RefreshAfter")]
    public void B7_Shared_entries_are_renewed_alike(string batch, string one, string name) => Refusal.Verify(
        "DKV0057",
        $"'GetManyCoreAsync' cannot share the entries of 'GetAsync': its {name} is another",
        $$"""
        [Cached("a:{id}", Ttl = "1m", {{batch}}, SharesWith = [|nameof(GetAsync)|])] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
        [Cached("a:{id}", Ttl = "1m", {{one}}, RefreshOn = RefreshOn.Shared)] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        """);

    [Fact]
    public void B7_A_batch_shares_entries_that_others_renew() => Assert.Contains(
        "GetMethod.Cache);",
        GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "1m", RefreshAfter = "1s", SharesWith = nameof(GetAsync))] private Task<string[]> GetManyCoreAsync([Each] int[] id) => Task.FromResult<string[]>([]);
                [Cached("a:{id}", Ttl = "1m", RefreshAfter = "1s", RefreshOn = RefreshOn.Shared)] private Task<string> GetCoreAsync(int id) => Task.FromResult("");
            }
            """).Text("C.g.cs"),
        StringComparison.Ordinal);
}
