using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Methods with an <c>[Each]</c> parameter in all the forms that a method can have: the output compiles without a warning.</summary>
public class BatchTests
{
    [Theory]
    [InlineData("string[]")]
    [InlineData("IEnumerable<string>")]
    [InlineData("ICollection<string>")]
    [InlineData("IList<string>")]
    [InlineData("IReadOnlyCollection<string>")]
    [InlineData("IReadOnlyList<string>")]
    [InlineData("List<string>")]
    public void Items_come_in_any_collection(string type) => GeneratorRun.Of($$"""
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("a:{sku}", Ttl = "5m")] private Task<string?[]> ListCoreAsync([Each] {{type}} sku) => Task.FromResult<string?[]>([null]);
            [Cached("b:{sku}", Ttl = "5m")] private Task<Dictionary<string, int>> CountCoreAsync([Each] {{type}} sku) => Task.FromResult<Dictionary<string, int>>([]);
        }
        """);

    [Theory]
    [InlineData("Task<IReadOnlyDictionary<int, string>>", "Task.FromResult<IReadOnlyDictionary<int, string>>(new Dictionary<int, string>())")]
    [InlineData("Task<IReadOnlyDictionary<int, string?>>", "Task.FromResult<IReadOnlyDictionary<int, string?>>(new Dictionary<int, string?>())")]
    [InlineData("Task<Dictionary<int, int?>>", "Task.FromResult<Dictionary<int, int?>>([])")]
    [InlineData("ValueTask<IReadOnlyDictionary<int, decimal>>", "new(new Dictionary<int, decimal>())")]
    [InlineData("ValueTask<Dictionary<int, List<string>>>", "new([])")]
    [InlineData("Task<IReadOnlyList<int>>", "Task.FromResult<IReadOnlyList<int>>([1])")]
    [InlineData("ValueTask<IReadOnlyList<(string Name, int?)?>>", "new([null])")]
    [InlineData("ValueTask<string[]>", "new([\"\"])")]
    public void Results_have_any_shape(string type, string result) => GeneratorRun.Of($$"""
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "5m")] private {{type}} GetCoreAsync([Each] int[] id, CancellationToken ct) => {{result}};
            [Cached("b:{id}", Ttl = "5m", Near = "1s")] private {{type}} NearCoreAsync([Each] int[] id) => {{result}};
        }
        """);

    [Theory]
    [InlineData("Guid", "id:N")]
    [InlineData("long", "id:D12")]
    [InlineData("DayOfWeek", "id")]
    [InlineData("(int Tenant, string Sku)", "id")]
    [InlineData("Ref", "id")]
    [InlineData("Point", "id")]
    [InlineData("Own", "id")]
    public void Items_are_values_whose_keys_follow_their_equality(string type, string placeholder) => GeneratorRun.Of($$"""
        public sealed record Ref(int Tenant, string Sku, Point? At);
        public readonly record struct Point(int X, int Y);
        public sealed class Own(int id) : IEquatable<Own>
        {
            public int Id { get; } = id;
            public bool Equals(Own? other) => other?.Id == Id;
            public override bool Equals(object? obj) => Equals(obj as Own);
            public override int GetHashCode() => Id;
        }
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("a:{{{placeholder}}}", Ttl = "5m")] private Task<IReadOnlyDictionary<{{type}}, string>> GetCoreAsync([Each] IReadOnlyList<{{type}}> id) =>
                Task.FromResult<IReadOnlyDictionary<{{type}}, string>>(new Dictionary<{{type}}, string>());
        }
        """);

    [Fact]
    public void Names_are_keywords_and_those_of_generated_code() => GeneratorRun.Of("""
        namespace @namespace;
        public sealed partial class @class(KvClient @this, string @event)
        {
            [Cached("a:{event}:{static}:{int}", Ttl = "5m")]
            private Task<IReadOnlyDictionary<int, string>> GetCoreAsync(string @static, [Each] int[] @int, string s, [NotKey] string item, [NotKey] string items, [NotKey] int self, CancellationToken @ref, [NotKey] string Entries = "") =>
                Task.FromResult<IReadOnlyDictionary<int, string>>(new Dictionary<int, string>());
        }
        """.Replace(":{int}", ":{int}:{s}", StringComparison.Ordinal));

    [Fact]
    public void Method_is_generic_static_declared_or_an_extension() => GeneratorRun.Of("""
        public partial struct Outer<T> where T : class
        {
            public static partial class Inner
            {
                private static readonly KvClient s_kv = null!;
                [Cached("a:{sku}", Ttl = "5m", Serializer = typeof(Own<>))] private static Task<IReadOnlyDictionary<string, T>> GetCoreAsync([Each] string[] sku) => Task.FromResult<IReadOnlyDictionary<string, T>>(new Dictionary<string, T>());
                [Cached("b:{sku}", Ttl = "5m", Serializer = typeof(Own<>))] private static Task<IReadOnlyDictionary<string, TEntries>> FindCoreAsync<TEntries>([Each] string[] sku) where TEntries : struct => Task.FromResult<IReadOnlyDictionary<string, TEntries>>(new Dictionary<string, TEntries>());
                [Cached("c:{sku}", Ttl = "5m")] internal static Task<int[]> CountCoreAsync([Each] params int[] sku) => Task.FromResult(sku);
            }
        }
        public class Own<T> : IKvSerializer<T>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) { }
            public T Deserialize(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();
        }
        public static partial class Extensions
        {
            private static readonly KvClient s_kv = null!;
            [Cached("d:{id}", Ttl = "5m")] private static Task<int[]> CountCoreAsync([Each] this int[] id) => Task.FromResult(id);
        }
        public sealed partial class Catalog(KvClient kv)
        {
            public partial Task<IReadOnlyDictionary<int, string>> GetAsync(int[] keys, CancellationToken token = default);
            internal partial ValueTask<long> InvalidateManyGetAsync(IEnumerable<int> keys, CancellationToken token = default);
            [Cached("e:{id}", Ttl = "5m")] private Task<IReadOnlyDictionary<int, string>> GetCoreAsync([Each] int[] id, CancellationToken ct) => Task.FromResult<IReadOnlyDictionary<int, string>>(new Dictionary<int, string>());
        }
        """);

    [Fact]
    public void Annotations_may_be_off() => GeneratorRun.Of("""
        #nullable disable
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("a:{sku}", Ttl = "5m")] private Task<IReadOnlyDictionary<string, string>> GetCoreAsync([Each] IReadOnlyList<string> sku) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
            [Cached("b:{sku}", Ttl = "5m")] private Task<string> OneCoreAsync(string sku) => Task.FromResult<string>(null);
            [Cached("b:{sku}", Ttl = "5m", SharesWith = "OneAsync")] private Task<string[]> ListCoreAsync([Each] string[] sku) => Task.FromResult(sku);
        }
        """);

    [Fact]
    public void Limits_stand_before_a_batch() => GeneratorRun.Of("""
        public sealed partial class Catalog(KvClient kv, string region)
        {
            [RateLimited("l:{region}:{id}", Limit = 5, Window = "1m")]
            [RateLimited("m:{tenantId}", Limit = 5, Window = "1m")]
            [Cached("a:{region}:{id}:{tenantId}", Ttl = "5m")]
            private ValueTask<IReadOnlyDictionary<int, int>> GetCoreAsync(int tenantId, [Each] IReadOnlyList<int> id, CancellationToken ct) => new(new Dictionary<int, int>());
        }
        """);

    [Fact]
    public void Overloads_with_and_without_a_token_are_twins() => GeneratorRun.Of("""
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "5m")] private Task<int[]> GetCoreAsync([Each] IReadOnlyList<int> id, CancellationToken ct) => Task.FromResult<int[]>([]);
            [Cached("a:{id}", Ttl = "5m")] private Task<int[]> GetCoreAsync([Each] IReadOnlyList<int> id) => Task.FromResult<int[]>([]);
            [Cached("a:{id}", Ttl = "5m", SharesWith = null)] private Task<int[]> ListCoreAsync(int id, [Each] IReadOnlyList<int> other) => Task.FromResult<int[]>([]);
        }
        """.Replace("\"a:{id}\", Ttl = \"5m\", Sh", "\"b:{id}:{other}\", Ttl = \"5m\", Sh", StringComparison.Ordinal));

    [Theory]
    [InlineData("Shared.GetAsync")]
    [InlineData("this.GetAsync")]
    [InlineData("GetAsync")]
    public void Shared_method_is_named_in_any_form(string name) => GeneratorRun.Of($$"""
        namespace A;
        public sealed partial class Shared(KvClient kv, string region)
        {
            [Cached("a:{region}:{id}:{tenantId}", Ttl = "5m", Near = "1s", LockTtl = "20s", Jitter = "10%", CacheNulls = false, Version = 2)]
            private Task<int?> GetCoreAsync(int id, string? tenantId, [NotKey] string other) => Task.FromResult<int?>(id);
            [Cached("a:{region}:{id}:{tenantId}", Ttl = "300s", Near = "1000ms", LockTtl = "20s", Jitter = "10%", CacheNulls = false, Version = 2, SharesWith = nameof({{name}}))]
            private Task<Dictionary<int, int>> GetManyCoreAsync(string? tenantId, [Each] int[] id) => Task.FromResult<Dictionary<int, int>>([]);
            [Cached("a:{region}:{id}:{tenantId}", Ttl = "300s", Near = "1000ms", LockTtl = "20s", Jitter = "10%", CacheNulls = false, Version = 2, SharesWith = nameof({{name}}), MaxBatch = 10)]
            private Task<IReadOnlyList<int?>> ListCoreAsync(string? tenantId, [Each] List<int> id, CancellationToken ct) => Task.FromResult<IReadOnlyList<int?>>([]);
        }
        """);
}
