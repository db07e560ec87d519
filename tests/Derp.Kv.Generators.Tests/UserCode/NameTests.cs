using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: names of the user's that are keywords, not of this alphabet, or those that generated code would use.</summary>
public class NameTests
{
    [Theory]
    [InlineData("private Task<int> GetCoreAsync(int _, int __) => Task.FromResult(_ + __);")]
    [InlineData("private static Task<int> GetCoreAsync(int _, int __) => Task.FromResult(_ + __);")]
    [InlineData("private static Task<int> GetCoreAsync(int _) => Task.FromResult(_);")]
    [InlineData("private static Task<int> GetCoreAsync(int s, int _, CancellationToken ct) => Task.FromResult(s + _);")]
    [InlineData("private Task<int> GetCoreAsync(int System, int Task, int Derp, int global) => global::System.Threading.Tasks.Task.FromResult(System + Task + Derp + global);")]
    [InlineData("private Task<int> GetCoreAsync(int Cache, int CacheKey, int GetMethod, int GetAsync) => Task.FromResult(Cache + CacheKey + GetMethod + GetAsync);")]
    [InlineData("private static Task<int> GetCoreAsync(int GetCoreAsync) => Task.FromResult(GetCoreAsync);")]
    [InlineData("private static Task<int> GetCoreAsync(int GetCoreAsync, int s) => Task.FromResult(GetCoreAsync + s);")]
    [InlineData("private Task<int> GetCoreAsync(int WriteKey, int Equals, int WriteFingerprint, int Dispose) => Task.FromResult(WriteKey + Equals + WriteFingerprint + Dispose);")]
    [InlineData("private Task<int> GetCoreAsync(int? value, int? value2, int[] items, int[]? items2, string writer2) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(int cancellationToken, int cancellationToken2) => Task.FromResult(cancellationToken);")]
    [InlineData("private Task<int> GetCoreAsync(int @checked, CancellationToken @default) => Task.FromResult(@checked);")]
    [InlineData("private Task<int> GetCoreAsync(int @async, int @await, int @var, int @dynamic, int @nameof, int @when, int @with, int @nint, int @notnull, int @unmanaged, int @file, int @scoped, int @required) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(int größe, string 数量, int \\u0061b, int ﬁ) => Task.FromResult(größe);")]
    [InlineData("private Task<int> GetCoreAsync(int Item1, int item1, int ITEM1) => Task.FromResult(Item1);")]
    public void Parameters(string code) =>
        GeneratorRun.Of($$"""
            public partial class C
            {
                private static readonly KvClient s_kv = new MemoryKvClient();
                [Cached(Ttl = "5m")]
                {{code}}
            }
            """);

    [Theory]
    [InlineData("private int GetMethod => 1; private int GetMethod2; public int Use() => GetMethod + GetMethod2 + (GetMethod2 = 1);")]
    [InlineData("private sealed class GetMethod; private enum Cache { A } private struct CacheKey; public void Use() => _ = (new GetMethod(), Cache.A, new CacheKey());")]
    [InlineData("public static class Kv; public static class Derp { public static int System => 1; } public sealed class Task;")]
    [InlineData("public int System => 1; public int ValueTask => 1; public int CancellationToken => 1; public int self => 1; public int s => 1; public int ct => 1;")]
    [InlineData("public void WriteKey() { } public void InvokeAsync() { } public int CachedMethod => 1;")]
    [InlineData("public delegate void GetMethod(); public event GetMethod? Changed; public void Raise() => Changed?.Invoke();")]
    public void Members_beside(string members) =>
        GeneratorRun.Of($$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                {{members}}
                [Cached(Ttl = "5m")]
                private global::System.Threading.Tasks.Task<string> GetCoreAsync(int id, global::System.Threading.CancellationToken ct) => global::System.Threading.Tasks.Task.FromResult("");
            }
            """);

    [Theory]
    [InlineData("namespace System.Derp", "public sealed partial class C")]
    [InlineData("namespace Derp.Kv.Mine", "public sealed partial class C")]
    [InlineData("namespace Derp.Kv.Runtime.Generated", "public sealed partial class CachedMethod")]
    [InlineData("namespace A.System.Threading.Tasks", "public sealed partial class Task")]
    [InlineData("namespace A.MessagePack.Derp.Kv", "public sealed partial class KvClientFactory")]
    [InlineData("namespace @await.@record.@field", "public sealed partial class @file")]
    [InlineData("namespace Größe.数据", "public sealed partial class @async")]
    public void Types_and_namespaces(string space, string head) =>
        GeneratorRun.Of($$"""
            {{space}}
            {
                public sealed record @value(int @class, string? Größe, @value? @event);
                {{head}}
                {
                    [global::Derp.Kv.Cached("x:{v.class}:{v.Größe}:{v.event.class}", Ttl = "5m", Client = "s_kv")]
                    private global::System.Threading.Tasks.Task<@value?> @doCoreAsync(@value v, global::System.Threading.CancellationToken ct) => throw new global::System.NotSupportedException();

                    [global::Derp.Kv.RateLimited("y:{int}", Limit = 5, Window = "1m", Name = "void")]
                    private static global::System.Threading.Tasks.Task @goto(int @int) => global::System.Threading.Tasks.Task.CompletedTask;
                    private static global::Derp.Kv.KvClient s_kv = new global::Derp.Kv.MemoryKvClient();
                }
            }
            """);

    [Fact]
    public void User_types_named_like_those_of_the_framework() =>
        GeneratorRun.Of("""
            namespace A;
            public class System; public class Task; public class ValueTask<T>; public class String; public class Derp; public class KvClient; public class CancellationToken;
            public class GeneratedCode : Attribute; public class Optional : Attribute; public class Obsolete : Attribute; public class TimeSpan;
            public partial class C(global::Derp.Kv.KvClient kv)
            {
                [global::System.Obsolete("old"), Cached("a:{id}:{key}", Ttl = "5m")]
                private global::System.Threading.Tasks.Task<string?> GetCoreAsync(
                    string id, [NotKey] TimeSpan? span, [global::System.Runtime.InteropServices.Optional] int key, global::System.Threading.CancellationToken ct) => throw new NotSupportedException();
            }
            """);

    [Fact]
    public void Overloads_whose_names_differ_by_case_alone() =>
        GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                [Cached("b:{id}", Ttl = "5m")] private Task<int> getCoreAsync(int id) => Task.FromResult(id);
                [Cached("c:{id}", Ttl = "5m")] private Task<int> GETCore(int id) => Task.FromResult(id);
            }
            #pragma warning disable CS8981 // The generated part says it not once more.
            public partial class c(KvClient kv)
            {
                [Cached("d:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);

    [Fact]
    public void Overloads_that_differ_by_what_an_invalidation_does_not_take() =>
        GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(int id, [NotKey] string trace) => Task.FromResult(id);
                [RateLimited("b:{id}", Limit = 1, Window = "1m")] private Task<int> GetCoreAsync(int id, string trace, string other) => Task.FromResult(id);
                [Cached("c:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(long id, [NotKey] string trace) => Task.FromResult(1);
            }
            """);

    [Fact]
    public void Overloads_whose_invalidations_would_be_one() => Refusal.Verify(
        "DKV0005",
        "'InvalidateGetAsync' cannot be generated: a generated method of 'GetCoreAsync' has this name and the same parameters",
        """
        [Cached("a:{id}", Ttl = "1m")] private Task<int> [|GetCoreAsync|](int id, [NotKey] string trace) => Task.FromResult(id);
        [Cached("b:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id, [NotKey] int trace) => Task.FromResult(id);
        """);

    [Theory]
    [InlineData("1st-App")]
    [InlineData("Größe & Söhne")]
    [InlineData(null)]
    public void Assembly_names(string? name) =>
        GeneratorRun.Of(
            ["namespace A; public sealed record R(int Id); public partial class C(KvClient kv) { [Cached(Ttl = \"5m\")] private Task<List<R>> GetCoreAsync(int id) => throw new NotSupportedException(); }"],
            change: c => c.WithAssemblyName(name));
}
