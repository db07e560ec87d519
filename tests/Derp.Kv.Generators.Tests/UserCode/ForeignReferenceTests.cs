using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>W7: what another assembly declares is known by its public methods.</summary>
public class ForeignReferenceTests
{
    [Fact]
    public void Value_and_tag_of_another_assembly()
    {
        // As its generator leaves it: the body is private, and not in what a compiler reads.
        var library = new Library("Shop", """
            namespace Shop;
            public class Catalog
            {
                [CacheTag("tenant:{tenant}")] public ValueTask InvalidateTenantAsync(int tenant) => default;
                public static ReadOnlyMemory<byte> KeyOfTenant(KvClient client, int tenant) => default;
                public Task<int> GetItemAsync(int tenant, string sku) => Task.FromResult(tenant);
                public static ReadOnlyMemory<byte> KeyOfGetItem(KvClient client, int tenant, string sku) => default;
            }
            """);
        var run = GeneratorRun.Of(
            ["""
            namespace User;
            using Shop;
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "1m", Tags = ["Catalog.InvalidateTenantAsync"])] private Task<int> GetCoreAsync(int tenant) => Task.FromResult(tenant);
                [Invalidates<Catalog>(nameof(Catalog.GetItemAsync))]
                [Invalidates<Catalog>(nameof(Catalog.InvalidateTenantAsync))]
                private Task SetCoreAsync(int tenant, string sku) => Task.CompletedTask;
            }
            """],
            change: c => c.AddReferences(library.Reference));
        var text = run.Text("User.C.g.cs");
        Assert.Contains("keys.AddKey(SetMethod.Item, global::Shop.Catalog.KeyOfGetItem(keys.Client, s.tenant, s.sku));", text, StringComparison.Ordinal);
        Assert.Contains("keys.AddTag(SetMethod.Tenant, global::Shop.Catalog.KeyOfTenant(keys.Client, s.tenant));", text, StringComparison.Ordinal);
        Assert.Contains("AppendLiteral(\"tenant:\"u8)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void File_whose_only_attribute_names_another_type_has_wrappers()
    {
        var run = GeneratorRun.Of([
            """
            namespace Shop;
            public partial class Catalog(KvClient kv)
            {
                [Cached("item:{id}", Ttl = "1m")] private Task<int> GetItemCoreAsync(int id) => Task.FromResult(id);
            }
            """,
            """
            namespace Shop;
            public partial class Editor(KvClient kv)
            {
                [Invalidates<Catalog>(nameof(Catalog.GetItemAsync))] private Task SetCoreAsync(int id) => Task.CompletedTask;
            }
            """,
            """
            namespace Shop;
            public partial class Remover(KvClient kv)
            {
                [global::Derp.Kv.Invalidates<Catalog>(nameof(Catalog.GetItemAsync))] private Task RemoveCoreAsync(int id) => Task.CompletedTask;
            }
            """]);
        Assert.Contains("SetAsync(", run.Text("Shop.Editor.g.cs"), StringComparison.Ordinal);
        Assert.Contains("RemoveAsync(", run.Text("Shop.Remover.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Generic_type_with_its_own_tag_and_target() => GeneratorRun.Of("""
        namespace User;
        public partial class Store<T>(KvClient kv) where T : struct
        {
            [CacheTag("all:{id}")] public partial ValueTask InvalidateAllAsync(int id);
            [Cached(Ttl = "1m", Tags = [nameof(InvalidateAllAsync)])] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            [Invalidates(nameof(GetAsync)), Invalidates(nameof(InvalidateAllAsync))] private Task SetCoreAsync<U>(int id, U value) => Task.CompletedTask;
        }
        public partial struct Writer(KvClient kv)
        {
            [Invalidates<Store<int>>(nameof(Store<int>.GetAsync)), RateLimited("w", Limit = 1, Window = "1s")] private readonly ValueTask WriteCoreAsync(int? id) => default;
        }
        """);
}
