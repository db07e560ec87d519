using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class TakeListFixTests
{
    private static string Method(string attribute, string parameters) =>
        $"public partial class C(KvClient kv)\n{{\n    [{attribute}]\n    private Task<int> GetCoreAsync({parameters}) => Task.FromResult(1);\n}}\n";

    [Theory]
    [InlineData("IEnumerable<int> ids", "IReadOnlyList<int> ids", "IReadOnlyList<int>")]
    [InlineData("int id, IEnumerable<string?>? names = null", "int id, IReadOnlyList<string?>? names = null", "IReadOnlyList<string?>")]
    [InlineData("System.Collections.Generic.IEnumerable<int> /* why */ ids", "IReadOnlyList<int> /* why */ ids", "IReadOnlyList<int>")]
    [InlineData("System.Linq.IOrderedEnumerable<DateTime> days", "IReadOnlyList<DateTime> days", "IReadOnlyList<DateTime>")]
    [InlineData("IAsyncEnumerable<(int A, string B)> pairs", "IReadOnlyList<(int A, string B)> pairs", "IReadOnlyList<(int A, string B)>")]
    public Task Parameter(string before, string after, string type) =>
        Fix.VerifyAsync<TakeListFix>("DKV0028", $"Take '{type}'", Method("Cached(Ttl = \"1m\")", before), Method("Cached(Ttl = \"1m\")", after));

    [Fact]
    public Task Parameter_of_a_fingerprint() => Fix.VerifyAsync<TakeListFix>(
        "DKV0028",
        "Take 'IReadOnlyList<int>'",
        Method("Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, IEnumerable<int> rows"),
        Method("Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, IReadOnlyList<int> rows"));

    [Theory]
    [InlineData("System.Collections.IEnumerable ids")]
    [InlineData("List<IEnumerable<int>> ids")]
    [InlineData("R r")]
    public Task None_where_the_sequence_is_elsewhere_or_has_no_type(string parameters) =>
        Fix.VerifyNoneAsync<TakeListFix>("DKV0028", "public sealed record R(IEnumerable<int> Ids);\n" + Method("Cached(Ttl = \"1m\")", parameters));

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<TakeListFix>(
        "DKV0028",
        "Take lists",
        FixAllScope.Document,
        [Method("Cached(Ttl = \"1m\")", "IEnumerable<int> a, IEnumerable<string> b")],
        [Method("Cached(Ttl = \"1m\")", "IReadOnlyList<int> a, IReadOnlyList<string> b")]);
}
