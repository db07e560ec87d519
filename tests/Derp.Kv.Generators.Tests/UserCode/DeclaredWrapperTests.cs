using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Rule 2: wrappers that the user declares, as partial methods or in an interface.</summary>
public class DeclaredWrapperTests
{
    [Theory]
    [InlineData("public partial Task<int> GetAsync(int number, CancellationToken token = default);")]
    [InlineData("internal virtual partial Task<int> GetAsync(int id, CancellationToken cancellationToken);")]
    [InlineData("/// <summary>Mine.</summary>\nprotected internal partial Task<int> GetAsync(int id, CancellationToken ct = default);")]
    [InlineData("public partial Task<int> GetAsync(int id, CancellationToken ct = default); public partial ValueTask<bool> InvalidateGetAsync(int other, CancellationToken t);")]
    public void Declared_wrapper_is_implemented_as_declared(string declaration) =>
        GeneratorRun.Of($$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                {{declaration}}
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("override")]
    [InlineData("sealed override")]
    [InlineData("new")]
    public void Declared_wrapper_may_replace_an_inherited_method(string modifier) =>
        GeneratorRun.Of($$"""
            namespace A;
            public abstract class B { public virtual Task<int> GetAsync(int id) => Task.FromResult(id); }
            public partial class C(KvClient kv) : B
            {
                public {{modifier}} partial Task<int> GetAsync(int id);
                [Cached(Ttl = "5m")]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);

    [Fact]
    public void Wrapper_implements_an_interface() =>
        GeneratorRun.Of("""
            namespace A;
            public interface ICatalog { Task<string?> GetAsync(int id, CancellationToken ct = default); ValueTask<bool> InvalidateGetAsync(int id, CancellationToken ct = default); }
            public sealed partial class Catalog(KvClient kv) : ICatalog
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<string?> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult<string?>(null);
            }
            """);
}
