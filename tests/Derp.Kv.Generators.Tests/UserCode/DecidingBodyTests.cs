using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>F7: bodies that decide for their results, or take the value of before, as users write them. Each run compiles without a warning.</summary>
public class DecidingBodyTests
{
    [Theory]
    [InlineData("Task<Cacheable<string?>>", "int id", "global::System.Threading.Tasks.Task<string?> GetAsync(int id)")]
    [InlineData("ValueTask<Cacheable<List<string?>?>>", "int id", "global::System.Threading.Tasks.ValueTask<global::System.Collections.Generic.List<string?>?> GetAsync(int id)")]
    [InlineData("Task<Cacheable<(int Count, string? Name)>>", "Previous<(int Count, string? Name)> before", "global::System.Threading.Tasks.Task<(int Count, string? Name)> GetAsync()")]
    [InlineData("Task<string?>", "int id, Previous<string?> before", "global::System.Threading.Tasks.Task<string?> GetAsync(int id)")]
    [InlineData("Task<IReadOnlyList<string?>>", "int id, Previous<IReadOnlyList<string?>> before", "global::System.Threading.Tasks.Task<global::System.Collections.Generic.IReadOnlyList<string?>> GetAsync(int id)")]
    [InlineData("ValueTask<int?>", "int id, Previous<int?> before, CancellationToken ct = default", "global::System.Threading.Tasks.ValueTask<int?> GetAsync(int id, global::System.Threading.CancellationToken ct = default)")]
    [InlineData("ValueTask<IEnumerable<int>?>", "Previous<IEnumerable<int>?> previous, int s", "global::System.Threading.Tasks.ValueTask<global::System.Collections.Generic.IEnumerable<int>?> GetAsync(int s)")]
    [InlineData("Task<Cacheable<int>>", "int self, int previous, CancellationToken tags, Previous<int> ct", "global::System.Threading.Tasks.Task<int> GetAsync(int self, int previous, global::System.Threading.CancellationToken tags)")]
    public void Wrapper_has_the_plain_result_and_no_previous_value(string result, string parameters, string head)
    {
        foreach (var near in (string[])["", ", Near = \"2s\""])
        {
            var run = GeneratorRun.Of($$"""
                public partial class C(KvClient kv)
                {
                    [Cached(Ttl = "10m", StaleIfError = "1h"{{near}})] private {{result}} GetCoreAsync({{parameters}}) => throw new NotSupportedException();
                }
                """);
            Assert.Contains("public " + head + " =>", run.Text("C.g.cs"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Annotations_are_off() => GeneratorRun.Of("""
        #nullable disable
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "10m", StaleIfError = "1h")] private Task<Cacheable<string>> GetCoreAsync(string id, Previous<string> before) => throw new NotSupportedException();
            [Cached(Ttl = "10m", StaleIfError = "1h")] private Task<string> FindCoreAsync(string id, Previous<string> before) => throw new NotSupportedException();
        }
        """);

    [Fact]
    public void Declared_wrapper_and_others_of_a_generic_type() => GeneratorRun.Of("""
        public partial class Outer<TOuter>
        {
            public sealed partial class @class<T>(KvClient kv) where T : class
            {
                public partial Task<T?> GetAsync(int id, CancellationToken token = default);
                public partial ValueTask<bool> InvalidateGetAsync(int id, CancellationToken token);
                public static partial ReadOnlyMemory<byte> KeyOfGet(KvClient client, int id);
                [RateLimited("x:{id}", Limit = 5, Window = "1m")]
                [Cached("a:{id}", Ttl = "10m", StaleIfError = "1h", Serializer = typeof(Any<>))]
                private Task<Cacheable<T?>> GetCoreAsync(int id, Previous<T?> @event, CancellationToken ct) => throw new NotSupportedException();

                [Cached("b:{as}", Ttl = "10m", StaleIfError = "1h", Serializer = typeof(Any<>))]
                private Task<U> FindCoreAsync<U>(Previous<U> previous, string @as) where U : struct => throw new NotSupportedException();
            }
        }
        public sealed class Any<T> : IKvSerializer<T>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) { }
            public T Deserialize(ReadOnlyMemory<byte> bytes) => default!;
        }
        """);

    // The key of a method is made of what its wrapper has.
    [Fact]
    public void Value_of_before_is_no_part_of_the_key()
    {
        static string KeyOf(string parameters)
        {
            var text = GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "10m", StaleIfError = "1h")] private Task<int> GetCoreAsync({{parameters}}) => throw new NotSupportedException(); }""").Text("C.g.cs");
            return text[text.IndexOf("private static class", StringComparison.Ordinal)..];
        }

        Assert.Equal(KeyOf("int id"), KeyOf("Previous<int> before, int id"));
    }

    [Fact]
    public void Twins_with_and_without_a_token_share_their_entries() => GeneratorRun.Of("""
        public partial class C(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "10m", StaleIfError = "1h")] private Task<Cacheable<int>> GetCoreAsync(int id, Previous<int> before) => throw new NotSupportedException();
            [Cached("a:{id}", Ttl = "10m", StaleIfError = "1h")] private Task<Cacheable<int>> GetCoreAsync(int id, CancellationToken ct) => throw new NotSupportedException();
        }
        """);
}
