using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Results that may be there to be read once: neither the first caller nor a later one gets a drained one.</summary>
public class SequenceResultTests
{
    private const string Once = """
        public sealed class Once<T>(params T[] items) : IEnumerable<T>
        {
            private bool _isRead;
            public IEnumerator<T> GetEnumerator()
            {
                var isRead = _isRead;
                _isRead = true;
                return ((IEnumerable<T>)(isRead ? [] : items)).GetEnumerator();
            }
            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
        }

        """;

    [Theory]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\")", "Task<IEnumerable<string>>", "Task.FromResult<IEnumerable<string>>(new Once<string>(\"a\", \"b\"))")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\")", "Task<IEnumerable<string?>?>", "Task.FromResult<IEnumerable<string?>?>(new Once<string?>(\"a\", \"b\"))")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\")", "ValueTask<IEnumerable<string>>", "new(new Once<string>(\"a\", \"b\"))")]
    [InlineData("Idempotent(\"x:{id}\", Ttl = \"1m\")", "Task<IEnumerable<string>>", "Task.FromResult<IEnumerable<string>>(new Once<string>(\"a\", \"b\"))")]
    [InlineData("Idempotent(\"x:{id}\", Ttl = \"1m\"), Cached(\"x:{id}\", Ttl = \"1m\")", "Task<IEnumerable<string>>", "Task.FromResult<IEnumerable<string>>(new Once<string>(\"a\", \"b\"))")]
    [InlineData("RateLimited(\"x:{id}\", Limit = 9, Window = \"1m\"), Cached(\"x:{id}\", Ttl = \"1m\")", "Task<IEnumerable<string>>", "Task.FromResult<IEnumerable<string>>(new Once<string>(\"a\", \"b\"))")]
    public async Task Each_caller_reads_all_of_it_any_number_of_times(string attributes, string type, string result) =>
        Assert.Equal("ab ab ab ab", await CompiledCode.RunAsync<string>($$"""
            {{Once}}
            public sealed partial class C(KvClient kv)
            {
                [{{attributes}}] private {{type}} GetCoreAsync(int id) => {{result}};
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var first = (await new C(kv).GetAsync(1))!;
                    var second = (await new C(kv).GetAsync(1))!;
                    return $"{string.Concat(first)} {string.Concat(first)} {string.Concat(second)} {string.Concat(second)}";
                }
            }
            """));

    [Fact]
    public async Task With_a_status_of_its_own() =>
        Assert.Equal("201 ab ab 201 ab", await CompiledCode.RunAsync<string>(Once + """
            public sealed partial class C(KvClient kv)
            {
                [Idempotent("x:{id}", Ttl = "1m")]
                private Task<IdempotentResult<IEnumerable<string>>> GetCoreAsync(int id) =>
                    Task.FromResult(new IdempotentResult<IEnumerable<string>>(new Once<string>("a", "b"), 201));
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var first = await new C(kv).GetAsync(1);
                    var second = await new C(kv).GetAsync(1);
                    return $"{first.StatusCode} {string.Concat(first.Value)} {string.Concat(first.Value)} {second.StatusCode} {string.Concat(second.Value)}";
                }
            }
            """));

    [Theory]
    [InlineData("Idempotent(\"x:{id}\", Ttl = \"1m\")")]
    [InlineData("Cached(\"x:{id}\", Ttl = \"1m\")")]
    public async Task Within_a_result_the_first_caller_gets_what_was_stored(string attribute) =>
        Assert.Equal("ab ab", await CompiledCode.RunAsync<string>($$"""
            {{Once}}
            public sealed record Page(int Number, IEnumerable<string> Lines);
            public sealed partial class C(KvClient kv)
            {
                [{{attribute}}]
                private Task<List<Page>> GetCoreAsync(int id) => Task.FromResult(new List<Page> { new(1, new Once<string>("a", "b")) });
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) =>
                    $"{string.Concat((await new C(kv).GetAsync(1))[0].Lines)} {string.Concat((await new C(kv).GetAsync(1))[0].Lines)}";
            }
            """));

    [Fact]
    public async Task A_collection_is_returned_as_it_is_and_null_as_null() =>
        Assert.Equal("True True", await CompiledCode.RunAsync<string>("""
            public sealed partial class C(KvClient kv)
            {
                private readonly string[] _all = ["a"];
                [Idempotent("x:{id}", Ttl = "1m")]
                private Task<IEnumerable<string>?> GetCoreAsync(int id) => Task.FromResult<IEnumerable<string>?>(id == 0 ? null : _all);
                public async Task<bool> SameAsync() => ReferenceEquals(await GetAsync(1), _all);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => $"{await new C(kv).SameAsync()} {await new C(kv).GetAsync(0) is null}";
            }
            """));
}
