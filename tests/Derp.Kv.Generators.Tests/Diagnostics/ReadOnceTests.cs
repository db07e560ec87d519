using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>DKV0028: sequences that a key or fingerprint would read before the body does.</summary>
public class ReadOnceTests
{
    private static string Message(string what, string type, string reader, string list) =>
        $"{what} is of type '{type}', which may be readable only once: after {reader} has read it, the body could find it empty; take {list}";

    [Theory]
    [InlineData("IEnumerable<int>", "an IReadOnlyList<int>")]
    [InlineData("IEnumerable<string?>?", "an IReadOnlyList<string?>")]
    [InlineData("System.Linq.IOrderedEnumerable<int>", "an IReadOnlyList<int>")]
    [InlineData("System.Linq.IQueryable<int>", "an IReadOnlyList<int>")]
    [InlineData("IAsyncEnumerable<int>", "an IReadOnlyList<int>")]
    [InlineData("IEnumerator<int>", "an IReadOnlyList<int>")]
    [InlineData("System.Collections.IEnumerable", "a list")]
    [InlineData("System.Linq.IGrouping<string, int>", "an IReadOnlyList<int>")]
    [InlineData("IPage", "an IReadOnlyList<int>")]
    public void In_a_key(string type, string list)
    {
        const string Page = "public interface IPage : IEnumerable<int>;";
        var shown = type.Split('.')[^1];
        shown = shown == "IPage" ? "C.IPage" : shown;
        Refusal.Verify("DKV0028", Message("'ids'", shown, "the key", list), $$"""{{Page}} [Cached("x:{ids}", Ttl = "1m")] private Task<int> GetCoreAsync({{type}} [|ids|]) => Task.FromResult(1);""");
        Refusal.Verify("DKV0028", Message("'ids'", shown, "the key", list), $$"""{{Page}} [Cached(Ttl = "1m")] private Task<int> GetCoreAsync({{type}} [|ids|]) => Task.FromResult(1);""");
        Refusal.Verify("DKV0028", Message("'ids'", shown, "the key", list), $$"""{{Page}} [RateLimited("x:{ids}", Limit = 1, Window = "1m")] private Task GetCoreAsync({{type}} [|ids|]) => Task.CompletedTask;""");
        Refusal.Verify("DKV0028", Message("'ids'", shown, "the fingerprint", list), $$"""{{Page}} [Idempotent("x:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id, {{type}} [|ids|]) => Task.FromResult(1);""");
    }

    // The import of a stream: nothing is imported, and it is stored as done.
    [Fact]
    public void In_key_and_fingerprint_it_is_said_once() => Refusal.Verify(
        "DKV0028",
        Message("'rows'", "IEnumerable<string>", "the fingerprint", "an IReadOnlyList<string>"),
        """[Cached(Ttl = "1m"), Idempotent("import:{id}", Ttl = "1m")] private Task<int> ImportCoreAsync(int id, IEnumerable<string> [|rows|]) => Task.FromResult(1);""");

    [Theory]
    [InlineData("public sealed record Order(int Id, IEnumerable<int> Lines);", "Order", "'A.C.Order.Lines' in 'order'", "IEnumerable<int>")]
    [InlineData("public sealed record Order(List<Line> Lines); public sealed record Line { public IEnumerable<int> Parts { get; set; } = []; }", "Order", "'A.C.Line.Parts' in 'order'", "IEnumerable<int>")]
    [InlineData("", "List<IEnumerable<int>>", "'order'", "IEnumerable<int>")]
    [InlineData("", "IEnumerable<int>[]", "'order'", "IEnumerable<int>")]
    [InlineData("", "(int A, IEnumerable<int> B)", "'order'", "IEnumerable<int>")]
    [InlineData("public sealed class Basket : List<IEnumerable<int>>;", "Basket", "'order'", "IEnumerable<int>")]
    public void Within_an_argument_of_the_fingerprint(string declaration, string type, string what, string lazy) => Refusal.Verify(
        "DKV0028",
        Message(what, lazy, "the fingerprint", "an IReadOnlyList<int>"),
        $$"""{{declaration}} [Idempotent("x:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(int id, {{type}} [|order|]) => Task.FromResult(1);""");

    [Fact]
    public void Within_an_argument_of_a_key() => Refusal.Verify(
        "DKV0028",
        Message("'A.C.Filter.Ids' in 'filter'", "IEnumerable<int>", "the key", "an IReadOnlyList<int>"),
        """public sealed record Filter(IEnumerable<int> Ids); [Cached(Ttl = "1m")] private Task<int> FindCoreAsync(Filter [|filter|]) => Task.FromResult(1);""");

    [Fact]
    public void In_a_member_of_the_instance() => Refusal.Verify(
        "DKV0028",
        Message("'Ids'", "IEnumerable<int>", "the key", "an IReadOnlyList<int>"),
        """private IEnumerable<int> Ids => []; [Cached([|"x:{Ids}"|], Ttl = "1m")] private Task<int> FindCoreAsync() => Task.FromResult(1);""");

    [Theory]
    [InlineData("[Cached(\"x:{id}\", Ttl = \"1m\")]", "int id, [NotKey] IEnumerable<int> rows")]
    [InlineData("[Idempotent(\"x:{id}\", Ttl = \"1m\")]", "int id, [NotKey] IAsyncEnumerable<int> rows")]
    [InlineData("[RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")]", "int id, IEnumerable<int> rows")]
    [InlineData("[Cached(\"x:{id}:{rows}\", Ttl = \"1m\"), Idempotent(\"x:{id}:{rows}\", Ttl = \"1m\")]", "int id, IReadOnlyCollection<int> rows")]
    [InlineData("[Cached(\"x:{id}:{rows}\", Ttl = \"1m\")]", "int id, System.Collections.Immutable.IImmutableQueue<int> rows")]
    [InlineData("[Idempotent(\"x:{id}\", Ttl = \"1m\")]", "int id, Marked rows")]
    public void Free(string attributes, string parameters) =>
        GeneratorRun.Of($$"""
            namespace A;
            public sealed record Marked(int Id) { [MessagePack.IgnoreMember] public IEnumerable<int> Rest { get; set; } = []; }
            public partial class C(KvClient kv)
            {
                {{attributes}} private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("IAsyncEnumerable<int>")]
    [InlineData("System.Linq.IQueryable<int>")]
    public void A_result_that_no_list_can_stand_for_is_refused(string type)
    {
        var shown = type.Split('.')[^1];
        Refusal.Verify(
            "DKV0023",
            $"The result of 'GetCoreAsync' is of type '{shown}', which produces its items while it is read, so that it cannot be stored; return an IReadOnlyList<int>",
            $$"""[Cached("x:{id}", Ttl = "1m")] private Task<{{type}}> [|GetCoreAsync|](int id) => throw new NotSupportedException();""");
    }
}
