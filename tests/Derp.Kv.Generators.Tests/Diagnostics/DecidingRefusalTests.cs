using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, F7
public class DecidingRefusalTests
{
    private const string Whole = "Cacheable<T> stands for the whole result and is nowhere inside of it";

    private static void Body(string id, string message, string attributes, string result, string parameters = "int id") => Refusal.Verify(
        id, message, $$"""{{attributes}} private Task<{{result}}> {{(message.Contains(" returns ", StringComparison.Ordinal) ? "[|GetCoreAsync|]" : "GetCoreAsync")}}({{parameters}}) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("Cacheable<Cacheable<int>>", Whole)]
    [InlineData("List<Cacheable<int>>", Whole)]
    [InlineData("Cacheable<int>?", Whole)]
    [InlineData("Cacheable<(int, Cacheable<string>)>", Whole)]
    [InlineData("Cacheable<IEnumerable<int>>", "'IEnumerable<int>' may be readable only once; return a Cacheable<IReadOnlyList<int>>")]
    public void Result_is_not_a_value_to_decide_for(string result, string reason) =>
        Body("DKV0065", $"'GetCoreAsync' returns 'Task<{result}>', but {reason}", "[Cached(Ttl = \"1m\")]", result);

    [Theory]
    [InlineData("Task<Cacheable<int[]>>", "a batch decides for each value; put Cacheable<V> in the place of each value V")]
    [InlineData("Task<Dictionary<int, List<Cacheable<string>>>>", "Cacheable<T> stands for a value of an item and is nowhere inside of it")]
    [InlineData("ValueTask<Cacheable<Cacheable<int>>[]>", "Cacheable<T> stands for a value of an item and is nowhere inside of it")]
    public void Batch_does_not_decide_so(string result, string reason) => Refusal.Verify(
        "DKV0065",
        $"'GetCoreAsync' returns '{result}', but {reason}",
        $"[Cached(\"a:{{id}}\", Ttl = \"1m\")] private {result} [|GetCoreAsync|]([Each] int[] id) => throw new NotSupportedException();");

    [Theory]
    [InlineData("[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\")]", "only a [Cached] body decides for its result")]
    [InlineData("[Idempotent(\"a:{id}\", Ttl = \"1m\")]", "only a [Cached] body decides for its result")]
    [InlineData("[Cached(Ttl = \"1m\"), Idempotent(\"a:{id}\", Ttl = \"1m\")]", "it is [Idempotent] too, and the result of that is stored as it is; move [Idempotent] to a method that calls the wrapper")]
    public void Nothing_is_decided_for_what_others_store(string attributes, string reason) =>
        Body("DKV0065", $"'GetCoreAsync' returns 'Task<Cacheable<int>>', but {reason}", attributes, "Cacheable<int>");

    [Theory]
    [InlineData("[Cached(Ttl = \"1m\", RefreshAfter = \"1s\")]", "string?", "int id, Previous<string> [|before|]", "the value is of type 'string?'; take a Previous<string?>")]
    [InlineData("[Cached(Ttl = \"1m\", RefreshAfter = \"1s\")]", "Cacheable<int>", "int id, Previous<Cacheable<int>> [|before|]", "the value is of type 'int'; take a Previous<int>")]
    [InlineData("[Cached(Ttl = \"1m\", RefreshAfter = \"1s\")]", "int", "Previous<long> [|before|], int id", "the value is of type 'int'; take a Previous<int>")]
    [InlineData("[Cached(Ttl = \"1m\", RefreshAfter = \"1s\")]", "int", "Previous<int> other, Previous<int> [|before|], int id", "'other' is one already")]
    [InlineData("[RateLimited(\"a:{id}\", Limit = 5, Window = \"1m\")]", "int", "int id, Previous<int> [|before|]", "'GetCoreAsync' is not [Cached]")]
    [InlineData("[Cached(Ttl = \"1m\")]", "int[]", "[Each] int[] id, Previous<int> [|before|]", "'GetCoreAsync' has an [Each] parameter, and each item has a value of its own")]
    public void Parameter_is_not_the_value_of_before(string attributes, string result, string parameters, string reason) =>
        Body("DKV0066", $"'before' cannot be a Previous<T>: {reason}", attributes, result, parameters);

    [Theory]
    [InlineData("")]
    [InlineData(", RefreshAfter = null")]
    public void There_is_no_value_of_before(string settings) => Body(
        "DKV0067",
        "'before' never has a value: 'GetCoreAsync' sets neither RefreshAfter nor StaleIfError; set one, or remove the parameter",
        $"[Cached(Ttl = \"1m\"{settings})]",
        "int",
        "int id, Previous<int> [|before|]");

    [Fact]
    public void Key_does_not_name_the_value_of_before() => Body(
        "DKV0015",
        "{before.ETag} in the key template: a Previous<T> is no part of a key",
        "[Cached([|\"a:{id}:{before.ETag}\"|], Ttl = \"1m\", RefreshAfter = \"1s\")]",
        "int",
        "int id, Previous<int> before");

    [Fact]
    public void Unsafe_wrapper_cannot_wait() => Refusal.Verify(
        "DKV0026",
        "'GetAsync' is declared, but cannot be implemented: it is unsafe, and the wrapper of a body with a Previous<T> waits for its result, which unsafe code cannot",
        """
        [Cached(Ttl = "1m", RefreshAfter = "1s")] private Task<int> GetCoreAsync(int id, Previous<int> before) => throw new NotSupportedException();
        public unsafe partial Task<int> [|GetAsync|](int id);
        """);
}
