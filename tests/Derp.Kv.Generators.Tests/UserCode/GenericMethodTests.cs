using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: generic bodies. The wrapper, its invalidation and the nested class repeat every constraint.</summary>
public class GenericMethodTests
{
    [Theory]
    [InlineData("<T>", "")]
    [InlineData("<T>", "where T : class")]
    [InlineData("<T>", "where T : class?")]
    [InlineData("<T>", "where T : struct")]
    [InlineData("<T>", "where T : unmanaged")]
    [InlineData("<T>", "where T : notnull")]
    [InlineData("<T>", "where T : new()")]
    [InlineData("<T>", "where T : class, new()")]
    [InlineData("<T>", "where T : Base")]
    [InlineData("<T>", "where T : Base?")]
    [InlineData("<T>", "where T : Base, IThing<T>, IThing<string?>?, new()")]
    [InlineData("<T>", "where T : notnull, IThing<(int A, string? B)[]>")]
    [InlineData("<T>", "where T : struct, Enum")]
    [InlineData("<T>", "where T : Delegate")]
    [InlineData("<T, U, V>", "where T : U where U : class, IThing<V> where V : unmanaged")]
    [InlineData("<@class, @await, Größe>", "where @class : notnull, IThing<@await> where @await : struct where Größe : @class")]
    [InlineData("<T, Cache, CacheKey, GetMethod, GetAsync2>", "where Cache : CacheKey")]
    public void Constraint(string parameters, string constraints) =>
        GeneratorRun.Of($$"""
            namespace A;
            public class Base;
            public interface IThing<T>;
            public partial class C<TOwn>(KvClient kv) where TOwn : struct
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync{{parameters}}(int id, [NotKey] List<{{parameters.Trim('<', '>').Split(',')[0]}}>? x = null) {{constraints}} => Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("T x", "where T : class?")]
    [InlineData("T? x = default", "")]
    [InlineData("T? x = null", "where T : class")]
    [InlineData("T? x = null", "where T : struct")]
    [InlineData("T x = default!", "where T : notnull")]
    [InlineData("T[] x", "where T : unmanaged")]
    public void Parameter_of_a_type_parameter(string parameter, string constraint) =>
        GeneratorRun.Of($$"""
            public partial class C(KvClient kv)
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync<T>(int id, [NotKey] {{parameter}}) {{constraint}} => Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("", "where T : default")]
    [InlineData("where T : class", "where T : class")]
    [InlineData("where T : class", "")]
    public void Override_takes_its_constraints_from_the_base(string inBase, string inOverride) =>
        GeneratorRun.Of($$"""
            public abstract class B { protected abstract Task<int> GetCoreAsync<T>(int id, T{{(inOverride.Length == 0 ? "" : "?")}} x) {{inBase}}; }
            public partial class C(KvClient kv) : B
            {
                [Cached("c:{id}", Ttl = "5m")]
                protected sealed override Task<int> GetCoreAsync<T>(int id, [NotKey] T{{(inOverride.Length == 0 ? "" : "?")}} x) {{inOverride}} => Task.FromResult(id);
            }
            """);

    [Fact]
    public void Type_parameter_that_allows_ref_structs() =>
        GeneratorRun.Of(
            """
            public partial class C(KvClient kv)
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync<T, U>(int id) where T : struct, allows ref struct where U : IDisposable, new(), allows ref struct => Task.FromResult(id);
            }
            """,
            LanguageVersion.CSharp13);

    [Fact]
    public void Overloads_by_arity() =>
        GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                [Cached("b:{id}", Ttl = "5m")] private Task<int> GetCoreAsync<T>(int id) where T : class => Task.FromResult(id);
                [Cached("c:{id}", Ttl = "5m")] private Task<int> GetCoreAsync<T, U>(int id) where T : U => Task.FromResult(id);
                public Task<int> Use() => GetAsync<string>(1);
            }
            """);

    [Fact]
    public async Task Type_arguments_are_part_of_the_key() =>
        Assert.Equal("1 2 3 1", await CompiledCode.RunAsync<string>("""
            public sealed partial class C<TOwn>(KvClient kv) where TOwn : notnull
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync<@class>(int id) where @class : notnull, IComparable<@class> => Task.FromResult(++Program.Runs);
            }
            public static class Program
            {
                public static int Runs;
                public static async Task<string> Main(KvClient kv) =>
                    $"{await new C<int>(kv).GetAsync<int>(1)} {await new C<int>(kv).GetAsync<string>(1)} {await new C<long>(kv).GetAsync<int>(1)} {await new C<int>(kv).GetAsync<int>(1)}";
            }
            """));
}
