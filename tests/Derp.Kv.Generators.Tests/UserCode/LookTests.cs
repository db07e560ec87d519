using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>F8: declared looks into the cache, and wrappers that tell where a value came from, as users write them. Each run compiles without a warning.</summary>
public class LookTests
{
    [Fact]
    public void Overloads_have_their_own() => Assert.Equal(2, Looks("""
        public partial class C(KvClient kv)
        {
            public partial ValueTask<CacheHit<int>> TryGetAsync(int id, CancellationToken ct = default);
            public partial ValueTask<CacheHit<string>> TryGetAsync(string id, CancellationToken ct = default);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            [Cached("b:{id}", Ttl = "1m")] private Task<string> GetCoreAsync(string id, CancellationToken ct) => Task.FromResult(id);
        }
        """));

    [Fact]
    public void Twins_with_and_without_a_token_have_one() => Assert.Equal(1, Looks("""
        public partial class C(KvClient kv)
        {
            public partial ValueTask<CacheHit<int>> TryGetAsync(int id, CancellationToken ct = default);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult(id);
        }
        """));

    [Fact]
    public void Wrapper_of_another_body_is_not_taken() => Assert.Equal(0, Looks("""
        public partial class C(KvClient kv)
        {
            public partial Task<bool> TryGetAsync(int id);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            [Cached("b:{id}", Ttl = "1m")] private Task<bool> TryGetCoreAsync(int id) => Task.FromResult(id > 0);
        }
        """));

    [Fact]
    public void Method_of_the_users_own_is_left_alone() => Assert.Equal(0, Looks("""
        public partial class C(KvClient kv)
        {
            public Task<bool> TryGetAsync(int id) => Task.FromResult(id > 0);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        """));

    [Fact]
    public void Generic_nested_and_named_like_keywords() => Assert.Equal(2, Looks("""
        public partial class Outer<TOuter>
        {
            public sealed partial class @class<T>(KvClient kv, string region) where T : class
            {
                [CacheTag("all")] public partial ValueTask InvalidateAllAsync();
                [CacheTag("one:{int}:{kind}")] public partial ValueTask InvalidateOneAsync(int @int, string kind);
                public partial Task<CacheHit<T?>> TryGetAsync(int @int, string kind, CancellationToken @await);
                public partial ValueTask<CacheHit<T?>> GetAsync(int s, string tags);
                [RateLimited("x:{int}", Limit = 5, Window = "1m")]
                [Cached("a:{region}:{int}:{kind}", Ttl = "10m", StaleIfError = "1h", Serializer = typeof(Any<>), Tags = [nameof(InvalidateAllAsync), nameof(InvalidateOneAsync)])]
                private Task<Cacheable<T?>> GetCoreAsync(int @int, Previous<T?> @event, string kind) => throw new NotSupportedException();

                public partial ValueTask<CacheHit<U>> TryFindAsync<U>(string @as, CancellationToken token) where U : struct;
                [Cached("b:{as}", Ttl = "10m", Serializer = typeof(Any<>))]
                private Task<U> FindCoreAsync<U>(string @as, CancellationToken token) where U : struct => throw new NotSupportedException();
            }
        }
        public sealed class Any<T> : IKvSerializer<T>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) { }
            public T Deserialize(ReadOnlyMemory<byte> bytes) => default!;
        }
        """));

    [Fact]
    public void Annotations_are_off_or_on_one_side() => Assert.Equal(2, Looks("""
        public partial class C(KvClient kv)
        {
            #nullable disable
            public partial ValueTask<CacheHit<string>> TryGetAsync(string id, CancellationToken ct);
            [Cached("a:{id}", Ttl = "1m")] private Task<string> GetCoreAsync(string id) => Task.FromResult(id);
            [Cached("b:{id}", Ttl = "1m")] private Task<string> FindCoreAsync(string id) => Task.FromResult(id);
            #nullable enable
            public partial ValueTask<CacheHit<string>> TryFindAsync(string id, CancellationToken ct);
        }
        """));

    [Theory]
    [InlineData("", "Task", "CallHitAsync(", ".AsTask();")]
    [InlineData("", "ValueTask", "CallHitAsync(", "ct);")]
    [InlineData(", Near = \"1s\"", "Task", "CallHitAsync(", ".AsTask();")]
    public void Wrapper_tells_where_its_value_came_from(string near, string task, string call, string end)
    {
        var text = GeneratorRun.Of($$"""
            public partial class C(KvClient kv)
            {
                public partial {{task}}<CacheHit<IEnumerable<string?>>> GetAsync(int id, CancellationToken ct = default);
                [RateLimited("a:{id}", Limit = 5, Window = "1m")]
                [Cached("a:{id}", Ttl = "1m"{{near}})] private Task<IEnumerable<string?>> GetCoreAsync(int id, CancellationToken ct) => throw new NotSupportedException();

                public partial {{task}}<CacheHit<int>> FindAsync(int id, CancellationToken ct = default);
                [Cached("b:{id}", Ttl = "1m"{{near}})] private ValueTask<int> FindCoreAsync(int id, CancellationToken ct) => throw new NotSupportedException();
            }
            """).Text("C.g.cs");
        Assert.Equal(3, text.Split(call).Length);
        Assert.Contains(end, text, StringComparison.Ordinal);
    }

    private static int Looks(string source) => string.Concat(GeneratorRun.Of(source).Sources.Select(s => s.SourceText.ToString())).Split(".TryGetAsync(").Length - 1;
}
