using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>F5: bodies that are refreshed in a scope of their own, in all kinds of types. Each run compiles without a warning.</summary>
public class NewScopeTests
{
    private const string Settings = "Ttl = \"10m\", RefreshAfter = \"1m\", RefreshOn = RefreshOn.NewScope";

    [Theory]
    [InlineData("class C(KvClient kv)", "")]
    [InlineData("class C(KvClient kv) : IDisposable, IAsyncDisposable", "")]
    [InlineData("record C(KvClient kv)", "")]
    [InlineData("class C(KvClient kv) : IB, IA", "typeof(global::IA), typeof(global::IB), typeof(global::IRoot)")]
    [InlineData("record C(KvClient Client) : Base(Client), IA", "typeof(global::Base.IInner), typeof(global::IA), typeof(global::IRoot)")]
    [InlineData("class C<T>(KvClient kv) : IOf<T>, IOf<T[]>", "typeof(global::IOf<T>), typeof(global::IOf<T[]>)")]
    public void Interfaces_are_asked_for_in_one_order(string type, string expected)
    {
        var run = GeneratorRun.Of($$"""
            public interface IRoot;
            public interface IA : IRoot;
            public interface IB : IRoot;
            public interface IOf<T>;
            public partial record Base(KvClient Client)
            {
                protected interface IInner;
            }
            partial record Base : Base.IInner;
            public partial {{type}}
            {
                [Cached("a:{id}", {{Settings}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                {{(type.Contains("IDisposable", StringComparison.Ordinal) ? "public void Dispose() { } public ValueTask DisposeAsync() => default;" : "")}}
            }
            """);
        var text = string.Concat(run.Sources.Select(s => s.SourceText.ToString()));
        Assert.Equal(expected, string.Join(" ", text.Split("(services, [")[1].Split("]);")[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Keys_are_read_from_the_new_instance() => GeneratorRun.Of("""
        public sealed class User { public int Id { get; set; } public string? Name { get; set; } }
        public abstract class Tenancy { protected int Tenant => 7; protected static string Culture { get; } = "en"; }
        public partial class Outer<TOuter>
        {
            public sealed partial class @class<T>(KvClient kv, User user, string? region) : Tenancy where T : notnull
            {
                private readonly User? _other = new();
                private static string Zone => "z";
                public string? Region => region;

                [RateLimited("x:{user.Id}", Limit = 5, Window = "1m"), RateLimited("y:{Tenant}", Limit = 5, Window = "1m")]
                [Cached("a:{region}:{Tenant}:{Culture}:{Zone}:{int}:{kind}", SETTINGS)]
                private Task<Cacheable<string>> GetCoreAsync(int @int, Previous<string> self, string kind, CancellationToken services) => throw new NotSupportedException();

                [Cached("b:{_other.Name}:{Tenant}:{s}", SETTINGS)] private Task<int> FindCoreAsync(string s) => throw new NotSupportedException();
                [Cached("c:{region}:{self}", SETTINGS, Serializer = typeof(Any<>))] private Task<U> AllCoreAsync<U, V>(string self) where U : struct where V : class, new() => throw new NotSupportedException();
                [Cached("d", SETTINGS, Near = "1s")] private Task<int> OneCoreAsync() => throw new NotSupportedException();
                [Cached("e:{Region}:{Tenant}", SETTINGS, Near = "1s")] private ValueTask<int> TwoCoreAsync() => throw new NotSupportedException();
            }
        }
        public sealed class Any<T> : IKvSerializer<T>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) { }
            public T Deserialize(ReadOnlyMemory<byte> bytes) => default!;
        }
        """.Replace("SETTINGS", Settings, StringComparison.Ordinal));

    [Fact]
    public void Name_of_the_key_method_is_taken()
    {
        var text = GeneratorRun.Of($$"""
            public partial class C(KvClient kv, string region)
            {
                public static int GetMethodKey => 1;
                [Cached("a:{region}:{id}", {{Settings}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """).Text("C.g.cs");
        Assert.Contains("GetMethod.CacheKey GetMethodKey2(int id) =>", text, StringComparison.Ordinal);
        Assert.Contains("self.GetMethodKey2(s.id)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Obsolete_interfaces_are_named_without_a_warning() => GeneratorRun.Of($$"""
        [Obsolete("Use another.")] public interface IOld;
        #pragma warning disable CS0618
        public partial class C(KvClient kv) : IOld
        #pragma warning restore CS0618
        {
            [Cached("a:{id}", {{Settings}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        """);
}
