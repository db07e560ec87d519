using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>A refused method has the heads of its wrapper, so that its own error stands alone.</summary>
public class RefusedHeadTests
{
    private static GeneratorRun Run(string source) => GeneratorRun.Unchecked(TestCompilation.Create([source]));

    private static void AssertOnly(string id, string source)
    {
        var run = Run(source);
        Assert.Equal(id, Assert.Single(run.Findings()).Id);
        Assert.Empty(run.Output.Problems());
    }

    // D: neither CS0103 nor CS1061, nor CS9113 for the client (E9), nor CS0535 for the interface.
    [Theory]
    [InlineData("DKV0023", "[Cached(Ttl = \"1m\")] private Task<System.IO.Stream> GetCoreAsync(int id) => throw new NotSupportedException();", "System.IO.Stream")]
    [InlineData("DKV0016", "[Cached(\"x:{id}\", Ttl = \"1m\")] private Task<string> GetCoreAsync(object id) => throw new NotSupportedException();", "string")]
    [InlineData("DKV0019", "[Cached(Ttl = \"soon\")] private Task<string> GetCoreAsync(int id) => throw new NotSupportedException();", "string")]
    [InlineData("DKV0015", "[Cached(\"x:{nope}:{region}\", Ttl = \"1m\")] private Task<string> GetCoreAsync([NotKey] int id) => throw new NotSupportedException();", "string")]
    public void Calls_of_the_wrapper_are_no_errors(string id, string member, string result) => AssertOnly(id, $$"""
        namespace A;
        public interface ICatalog { Task<{{result}}> GetAsync({{(id == "DKV0016" ? "object" : "int")}} id); }
        public sealed partial class Catalog(KvClient kv{{(id == "DKV0015" ? ", string region" : "")}}) : ICatalog
        {
            {{member}}
            public async Task<object?> UseAsync() => await GetAsync(1);
        }
        public static class User
        {
            public static async Task<object?> UseAsync(Catalog catalog) { await catalog.InvalidateGetAsync(1); return await catalog.GetAsync(1); }
        }
        """.Replace("InvalidateGetAsync(1)", id == "DKV0015" ? "GetAsync(1)" : "InvalidateGetAsync(1)", StringComparison.Ordinal));

    [Fact]
    public void The_rest_of_the_class_is_generated() => AssertOnly("DKV0016", """
        public sealed partial class C(KvClient kv)
        {
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(object id) => Task.FromResult(1);
            [Cached("b:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            public async Task<int> UseAsync() => await GetAsync(1) + await GetAsync("a");
        }
        """);

    [Fact]
    public void A_declared_wrapper_is_implemented() => AssertOnly("DKV0016", """
        public sealed partial class C(KvClient kv)
        {
            internal partial Task<int> GetAsync(object what);
            internal partial ValueTask<bool> InvalidateGetAsync(object what, CancellationToken ct);
            [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(object id) => Task.FromResult(1);
        }
        """);

    [Theory]
    [InlineData("private Task<T> GetCoreAsync<T>(object id) where T : class, new() => Task.FromResult(new T());")]
    [InlineData("private static ValueTask<int> GetCoreAsync(object id) => new(1);")]
    [InlineData("[Obsolete] private Task<int> GetCoreAsync(object id, CancellationToken ct = default) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(object id, params string[] rest) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(object id, int _, int kv) => Task.FromResult(1);")]
    public void Any_sound_signature(string member)
    {
        var run = Run($$"""
            public partial class C{{(member.Contains("int kv", StringComparison.Ordinal) || member.Contains("static", StringComparison.Ordinal) ? "" : "(KvClient kv)")}}
            {
                private static readonly KvClient s_kv = new MemoryKvClient();
                [Cached(Ttl = "1m", Client = nameof(s_kv))] {{member}}
            }
            """);
        Assert.Empty(run.Output.Problems());
        Assert.Contains("throw new global::System.NotSupportedException(\"'C.GetCoreAsync' has no wrapper: the build reports DKV0016.\");", Assert.Single(run.Sources).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] private string GetCoreAsync(int id) => \"\"; }")]
    [InlineData("public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(ref int id) => Task.FromResult(1); }")]
    [InlineData("public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] private Task<int> Get(int id) => Task.FromResult(1); }")]
    [InlineData("public class C(KvClient kv) { [Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(1); }")]
    [InlineData("public partial class C(KvClient kv) { public void GetAsync(object id) { } [Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(object id) => Task.FromResult(1); }")]
    [InlineData("public partial class C(KvClient kv) { public partial Task<string> GetAsync(object id); [Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(object id) => Task.FromResult(1); }")]
    [InlineData("public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] private Task<Missing> GetCoreAsync(int id) => null!; }")]
    public void No_head_without_a_sound_signature_name_and_place(string source) => Assert.Empty(Run(source).Sources);

    // CS9035 is the compiler's; calls of the wrapper add nothing to it.
    [Fact]
    public void A_missing_setting_is_the_one_error() =>
        Assert.Equal(["CS9035"], Run("""
            public partial class C(KvClient kv)
            {
                [Cached] private Task<int> GetCoreAsync(int id) => Task.FromResult(1);
                public Task<int> UseAsync() => GetAsync(1);
            }
            """).Output.Problems().Select(p => p.Id));

    [Fact]
    public async Task A_call_says_why_where_the_error_was_silenced()
    {
        var run = Run("""
            #pragma warning disable DKV0016
            public sealed partial class C(KvClient kv)
            {
                [Cached(Ttl = "1m")] private Task<int> GetCoreAsync(object id) => Task.FromResult(1);
            }
            """);
        using var image = new MemoryStream();
        Assert.True(run.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        await using var kv = new MemoryKvClient();
        var type = System.Reflection.Assembly.Load(image.ToArray()).GetType("C")!;
        var call = Assert.Throws<System.Reflection.TargetInvocationException>(() => type.GetMethod("GetAsync")!.Invoke(Activator.CreateInstance(type, kv), ["x"]));
        Assert.Equal("'C.GetCoreAsync' has no wrapper: the build reports DKV0016.", Assert.IsType<NotSupportedException>(call.InnerException).Message);
    }
}
