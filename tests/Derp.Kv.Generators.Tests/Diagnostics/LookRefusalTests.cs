using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, F8
public class LookRefusalTests
{
    private const string Wanted = "ValueTask<CacheHit<string?>> TryGetAsync(int id, int tenant, CancellationToken cancellationToken)";

    [Theory]
    [InlineData("ValueTask<CacheHit<string?>> [|TryGetAsync|](int id, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<CacheHit<string?>> [|TryGetAsync|](int id, int tenant)", Wanted)]
    [InlineData("ValueTask<CacheHit<string?>> [|TryGetAsync|](int tenant, int id, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<CacheHit<string?>> [|TryGetAsync|](int id, int tenant, string note, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<CacheHit<string?>> [|TryGetAsync|](long id, int tenant, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<CacheHit<string>> [|TryGetAsync|](int id, int tenant, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<CacheHit<int>> [|TryGetAsync|](int id, int tenant, CancellationToken cancellationToken)", Wanted)]
    [InlineData("ValueTask<string?> [|TryGetAsync|](int id, int tenant, CancellationToken cancellationToken)", Wanted)]
    [InlineData("CacheHit<string?> [|TryGetAsync|](int id, int tenant, CancellationToken cancellationToken)", Wanted)]
    [InlineData("Task<CacheHit<object>> [|TryGetAsync|](int id, int tenant, CancellationToken cancellationToken)", "Task<CacheHit<string?>> TryGetAsync(int id, int tenant, CancellationToken cancellationToken)")]
    public void Declaration_differs(string declaration, string wanted) => Refusal.Verify(
        "DKV0068",
        $"'TryGetAsync' is declared, but cannot look into the cache: it must be '{wanted}'",
        $$"""
        public partial {{declaration}};
        [Cached("a:{id}:{tenant}", Ttl = "1m")] private Task<Cacheable<string?>> GetCoreAsync(int id, [NotKey] string note, int tenant) => throw new NotSupportedException();
        """);

    [Fact]
    public void Static_body_is_looked_for_without_an_instance() => Refusal.VerifyFile(
        "DKV0068",
        "'TryGetAsync' is declared, but cannot look into the cache: it must be 'static ValueTask<CacheHit<int>> TryGetAsync(int id, CancellationToken ct)'",
        """
        public partial class C
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            public partial ValueTask<CacheHit<int>> [|TryGetAsync|](int id, CancellationToken ct);
            [Cached("a:{id}", Ttl = "1m")] private static Task<int> GetCoreAsync(int id, CancellationToken ct) => throw new NotSupportedException();
        }
        """);

    // Which overload is meant, the declaration cannot say.
    [Fact]
    public void Declaration_is_of_no_overload() => Refusal.Verify(
        "DKV0068",
        "'TryGetAsync' is declared, but cannot look into the cache: it must be 'ValueTask<CacheHit<int>> TryGetAsync(int id, CancellationToken cancellationToken)'",
        """
        public partial ValueTask<CacheHit<int>> [|TryGetAsync|](Guid id, CancellationToken cancellationToken);
        public partial ValueTask<CacheHit<int>> TryGetAsync(string id, CancellationToken cancellationToken);
        [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();
        [Cached("b:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(string id) => throw new NotSupportedException();
        """);

    [Fact]
    public void Batch_is_not_looked_for() => Refusal.Verify(
        "DKV0068",
        "'TryGetAsync' is declared, but cannot look into the cache: 'GetCoreAsync' has an [Each] parameter; declare one for a method for one item, and share its entries by SharesWith",
        """
        public partial ValueTask<CacheHit<int[]>> [|TryGetAsync|](int[] id, CancellationToken cancellationToken);
        [Cached("a:{id}", Ttl = "1m")] private Task<int[]> GetCoreAsync([Each] int[] id) => throw new NotSupportedException();
        """);

    [Theory]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"1m\")]", "Task<string?>", "int id", "ValueTask<CacheHit<string>>", "the value is of type 'string?'; return a CacheHit<string?>")]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"1m\")]", "Task<Cacheable<int>>", "int id", "Task<CacheHit<Cacheable<int>>>", "the value is of type 'int'; return a CacheHit<int>")]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"1m\"), Idempotent(\"a:{id}\", Ttl = \"1m\")]", "Task<int>", "int id", "Task<CacheHit<int>>", "its body is [Idempotent] too, and a replay comes from no cache")]
    [InlineData("[Cached(\"a:{id}\", Ttl = \"1m\")]", "Task<int[]>", "[Each] int[] id", "Task<CacheHit<int[]>>", "its body has an [Each] parameter, and each value comes from a place of its own")]
    public void Wrapper_does_not_tell_where_its_value_came_from(string attributes, string result, string parameters, string declared, string reason) => Refusal.Verify(
        "DKV0069",
        $"'GetAsync' cannot return '{declared}': {reason}",
        $$"""
        public partial {{declared}} [|GetAsync|]({{parameters.Replace("[Each] ", "", StringComparison.Ordinal)}});
        {{attributes}} private {{result}} GetCoreAsync({{parameters}}) => throw new NotSupportedException();
        """);

    [Fact]
    public void Body_that_is_not_cached_has_no_hits() => Refusal.Verify(
        "DKV0026",
        "'GetAsync' is declared, but cannot be implemented: it must return Task<int>",
        """
        public partial Task<CacheHit<int>> [|GetAsync|](int id);
        [RateLimited("a:{id}", Limit = 5, Window = "1m")] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();
        """);
}
