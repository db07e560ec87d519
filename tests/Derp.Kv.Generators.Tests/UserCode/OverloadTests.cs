using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Overloads: which is which in generated code, and what those with and without a token share.</summary>
public class OverloadTests
{
    // E7: one question asked in two ways has one entry and one invalidation.
    [Theory]
    [InlineData("Cached(Ttl = \"1m\")")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\")")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\", Version = 2), RateLimited(\"r:{id}\", Limit = 9, Window = \"1m\")")]
    public async Task Overloads_with_and_without_a_token_share_their_entries(string attributes) =>
        Assert.Equal("1 1 1 True 2 2", await CompiledCode.RunAsync<string>($$"""
            public sealed partial class C(KvClient kv)
            {
                private int _runs;
                [{{attributes}}] private Task<int> GetCoreAsync(int id) => Task.FromResult(++_runs);
                [{{attributes}}] private Task<int> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new C(kv);
                    var text = $"{await c.GetAsync(1)} {await c.GetAsync(1, default)} {await c.GetAsync(1, CancellationToken.None)}";
                    return $"{text} {await c.InvalidateGetAsync(1)} {await c.GetAsync(1, default)} {await c.GetAsync(1)}";
                }
            }
            """));

    [Theory]
    [InlineData("Cached(\"y:{id}\", Ttl = \"1m\")")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\", Version = 1)")]
    public void Overloads_with_other_keys_are_refused(string other) => Refusal.Verify(
        "DKV0005",
        "'InvalidateGetAsync' cannot be generated: the overloads of 'GetCoreAsync' with and without a CancellationToken have different keys; give them one template, Version and result, or annotate one and call its wrapper from the other",
        $$"""
        [Cached("x:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        [{{other}}] private Task<int> [|GetCoreAsync|](int id, CancellationToken ct) => Task.FromResult(id);
        """);

    // K2: an idempotent overload is the same operation; one of another template is compared with all others.
    [Fact]
    public void Overloads_are_compared_each_with_the_rest() => Refusal.Verify(
        "DKV0025",
        "'A.C.OtherAsync(string)' and 'A.C.PayAsync(string)' can have the same key, so that one could get the other's result; begin their templates differently",
        """
        [Idempotent("x:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(string id) => Task.FromResult(1);
        [Idempotent([|"y:{id}"|], Ttl = "1m")] private Task<int> PayCoreAsync(string id, CancellationToken ct) => Task.FromResult(1);
        [Idempotent("y:{id}", Ttl = "1m")] private Task<int> OtherCoreAsync(string id) => Task.FromResult(1);
        """);

    // E9
    [Fact]
    public void Holders_say_which_overload_they_are_of()
    {
        var text = GeneratorRun.Of("""
            namespace A;
            public partial class C<TKey>(KvClient kv) where TKey : struct, Enum
            {
                [Cached("a", Ttl = "1m")] private Task<int> GetAllCoreAsync() => Task.FromResult(1);
                [Cached("b:{id}", Ttl = "1m")] private Task<int> GetAllCoreAsync(int id) => Task.FromResult(1);
                [Cached("c:{id}:{key}", Ttl = "1m")] private Task<int> GetAllCoreAsync(int? id, Guid key, CancellationToken ct) => Task.FromResult(1);
                [Cached("d:{ids}:{pair}", Ttl = "1m")] private Task<int> GetAllCoreAsync(List<string[]> ids, (int A, string? B) pair) => Task.FromResult(1);
                [Cached("e:{id}", Ttl = "1m")] private Task<int> GetAllCoreAsync(X.Id id) => Task.FromResult(1);
                [Cached("f:{id}", Ttl = "1m")] private Task<int> GetAllCoreAsync(Y.Id id) => Task.FromResult(1);
                [Cached("g:{a}:{b}:{c}:{d}:{e}", Ttl = "1m")] private Task<int> GetAllCoreAsync(DateTimeOffset a, List<DateTimeOffset> b, List<DateTimeOffset> c, int d, Guid e) => Task.FromResult(1);
                [Cached("h:{id}", Ttl = "1m")] private Task<int> OneCoreAsync(int id) => Task.FromResult(1);
            }
            public static class X { public readonly record struct Id(int Value); }
            public static class Y { public readonly record struct Id(int Value); }
            """).Sources.Single(s => s.HintName.StartsWith("A.C", StringComparison.Ordinal)).SourceText.ToString();
        Assert.Equal(
            [
                "GetAllMethod",
                "GetAllMethod_DateTimeOffset_List_DateTimeOffset_and3More",
                "GetAllMethod_Id",
                "GetAllMethod_Id2",
                "GetAllMethod_List_stringArray_Tuple_int_string",
                "GetAllMethod_int",
                "GetAllMethod_intOrNull_Guid",
                "OneMethod",
            ],
            System.Text.RegularExpressions.Regex.Matches(text, "private static class (\\S+)").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    // E9
    [Fact]
    public void No_line_is_wider_than_a_screen()
    {
        var run = GeneratorRun.Of("""
            namespace A.Namespace.That.Is.Rather.Long;
            public sealed record Filter(IReadOnlyDictionary<string, IReadOnlyList<int>> Values, string? First, string? Second);
            public sealed partial class ReportsOfTheWholeCompany(KvClient client, string regionOfTheCompany)
            {
                [Cached("report:{regionOfTheCompany}:{idOfTheReport}:{nameOfTheReport}:{whenItWasMade}", Ttl = "1h30m", LockTtl = "45s", Jitter = "10%", CacheNulls = false, Version = 12)]
                [RateLimited("report:{regionOfTheCompany}:{idOfTheReport}", Limit = 10, Window = "1m", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 3, OnUnavailable = RateLimitUnavailable.Deny)]
                [Idempotent("report:{regionOfTheCompany}:{idOfTheReport}:{nameOfTheReport}", Ttl = "7d", LockTtl = "1m", InFlight = InFlightBehavior.Reject, StatusCode = 201)]
                private Task<Dictionary<string, IReadOnlyList<Dictionary<string, decimal?>>>> GetReportCoreAsync(
                    int idOfTheReport, string nameOfTheReport, DateTimeOffset whenItWasMade, [NotKey] Filter filter, CancellationToken cancellationToken = default) =>
                    Task.FromResult(new Dictionary<string, IReadOnlyList<Dictionary<string, decimal?>>>());
            }
            """);
        var lines = run.Sources.Single(s => s.HintName.Contains("Reports", StringComparison.Ordinal)).SourceText.ToString().Split('\n');
        // A comment is not read at its end, and a text is one word.
        Assert.DoesNotContain(lines, l => l.Length > 160 && !l.TrimStart().StartsWith("///", StringComparison.Ordinal) && !System.Text.RegularExpressions.Regex.IsMatch(l, "^ *(\\w+: )?\"[^\"]*\",$"));
    }
}
