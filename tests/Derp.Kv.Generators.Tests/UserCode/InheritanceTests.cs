using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Clients, bodies and wrappers that come from a base class or an interface.</summary>
public class InheritanceTests
{
    private const string Bases = """
        namespace Lib;
        public abstract class Base(KvClient kv) { protected readonly KvClient Kv = kv; private readonly KvClient _own = kv; internal KvClient Inner = kv; private protected KvClient Family => _own; }
        public abstract class Base<T>(T kv) where T : KvClient { protected T Kv { get; } = kv; }
        public abstract class Static { protected static KvClient Kv { get; set; } = new MemoryKvClient(); }
        public abstract class Old { protected KvClient? Kv; public virtual Task<int> GetAsync(int id) => Task.FromResult(id); }
        """;

    [Theory]
    [InlineData("public partial class C(KvClient kv) : Lib.Base(kv)", "")]
    [InlineData("public partial class C(MemoryKvClient kv) : Lib.Base<MemoryKvClient>(kv)", "")]
    [InlineData("public partial class C<T>(T kv) : Lib.Base<T>(kv) where T : KvClient", "")]
    [InlineData("public partial class C : Lib.Static", "static ")]
    [InlineData("public abstract class B(KvClient kv) : Lib.Base(kv); public sealed partial class C(KvClient kv) : B(kv)", "")]
    public void Client_of_a_base_class_in_another_assembly(string head, string modifier) =>
        GeneratorRun.Of(
            [$$"""{{head}} { [Cached("c:{Kv}", Ttl = "5m")] private {{modifier}}Task<int> GetCoreAsync(int Kv) => Task.FromResult(Kv); }"""],
            change: c => c.AddReferences(new Library("Lib", Bases).Reference));

    [Fact]
    public void Wrapper_that_overrides_a_method_of_another_assembly() =>
        GeneratorRun.Of(
            ["""public partial class C : Lib.Old { public override partial Task<int> GetAsync(int id); [Cached(Ttl = "5m")] private Task<int> GetCoreAsync(int id) => base.GetAsync(id); }"""],
            change: c => c.AddReferences(new Library("Lib", Bases).Reference));

    [Theory]
    [InlineData("protected virtual", "")]
    [InlineData("protected internal virtual", "")]
    [InlineData("protected abstract", ";")]
    [InlineData("public sealed override", "")]
    [InlineData("protected new", "")]
    public void Body_of_every_kind(string modifiers, string end)
    {
        var overrides = modifiers.Contains("override", StringComparison.Ordinal);
        GeneratorRun.Of($$"""
            public abstract class B { {{(overrides ? "public abstract" : "protected")}} Task<int> GetCoreAsync(int id){{(overrides ? ";" : " => Task.FromResult(id);")}} }
            public abstract partial class C(KvClient kv){{(overrides || modifiers.Contains("new", StringComparison.Ordinal) ? " : B" : "")}}
            {
                [Cached(Ttl = "5m")]
                {{modifiers}} Task<int> GetCoreAsync(int id){{(end.Length > 0 ? end : " => Task.FromResult(id);")}}
            }
            """);
    }

    [Fact]
    public async Task Wrapper_calls_the_body_of_the_derived_class_and_serves_an_interface() =>
        Assert.Equal("derived 1, derived 1, derived 2", await CompiledCode.RunAsync<string>("""
            public interface ICatalog { Task<string> GetAsync(int id); ValueTask<bool> InvalidateGetAsync(int id, CancellationToken cancellationToken = default); }
            public abstract partial class Catalog(KvClient kv) : ICatalog
            {
                [Cached("c:{id}", Ttl = "5m")]
                protected virtual Task<string> GetCoreAsync(int id) => Task.FromResult("base");
            }
            public sealed class Derived(KvClient kv) : Catalog(kv)
            {
                private int _runs;
                protected override Task<string> GetCoreAsync(int id) => Task.FromResult($"derived {++_runs}");
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    ICatalog catalog = new Derived(kv);
                    var (first, second) = (await catalog.GetAsync(1), await catalog.GetAsync(1));
                    await catalog.InvalidateGetAsync(1);
                    return $"{first}, {second}, {await catalog.GetAsync(1)}";
                }
            }
            """));
}
