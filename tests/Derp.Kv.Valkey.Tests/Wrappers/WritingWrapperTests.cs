using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Wrappers;

/// <summary>Generated wrappers of tags, batches and methods that write, together on a real server.</summary>
public sealed partial class WritingWrapperTests(SharedServer shared) : IAsyncLifetime
{
    private readonly Shelf _source = new();
    private KvClient _client = null!;

    public async ValueTask InitializeAsync() =>
        _client = await ValkeyClients.ConnectAsync(shared.Endpoint, new KvClientOptions { KeyPrefix = $"{Guid.NewGuid():N}:", OperationTimeout = TimeSpan.FromSeconds(20) });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task W1_A_write_is_seen_by_single_and_batch_readers()
    {
        var store = new Store(_client, _source);
        Assert.Equal("a0", await store.GetTitleAsync(7, "a"));
        Assert.Equal(["a0", "b0"], (await store.GetTitlesAsync(7, ["a", "b", "none"])).Values.Order());
        Assert.Equal(["a", "b none"], _source.Reads);

        await store.RenameAsync(7, "a", "a1");
        await store.RenameAllAsync(7, ["b"], "b1");

        Assert.Equal("a1", await store.GetTitleAsync(7, "a"));
        Assert.Equal("b1", (await store.GetTitlesAsync(7, ["b"]))["b"]);
        Assert.Null(await store.GetTitleAsync(7, "none"));
        Assert.Equal(["a", "b none", "a", "b"], _source.Reads);
    }

    [Fact]
    public async Task S1_W1_A_write_can_name_a_tag()
    {
        var store = new Store(_client, _source);
        await store.GetTitleAsync(7, "a");
        await store.GetTitlesAsync(7, ["b"]);
        await store.GetTitleAsync(8, "a");

        await store.ClearAsync(7);

        Assert.Null(await store.GetTitleAsync(7, "a"));
        Assert.Empty(await store.GetTitlesAsync(7, ["b"]));
        Assert.Equal("a0", await store.GetTitleAsync(8, "a"));
    }

    [Fact]
    public async Task W6_A_replay_invalidates_nothing()
    {
        var store = new Store(_client, _source);
        await store.MoveAsync("order-1", 7, "a", "a1");
        Assert.Equal("a1", await store.GetTitleAsync(7, "a"));
        _source.Titles["a"] = "changed elsewhere";

        await store.MoveAsync("order-1", 7, "a", "a1");

        Assert.Equal("a1", await store.GetTitleAsync(7, "a"));
        await store.MoveAsync("order-2", 7, "a", "a2");
        Assert.Equal("a2", await store.GetTitleAsync(7, "a"));
    }

    [Fact]
    public async Task W7_The_exact_keys_are_to_be_had_without_an_instance()
    {
        var store = new Store(_client, _source);
        await store.GetTitleAsync(7, "a");
        await store.GetTitleAsync(7, "b");
        Assert.True(await _client.ExistsAsync(Store.KeyOfGetTitle(_client, 7, "a")));
        Assert.True(await _client.ExistsAsync(Store.KeyOfTenant(_client, 7)));

        _source.Titles["a"] = "a1";
        Assert.True(await _client.InvalidateAsync(Store.KeyOfGetTitle(_client, 7, "a")));
        Assert.Equal("a1", await store.GetTitleAsync(7, "a"));

        _source.Titles["b"] = "b1";
        await _client.InvalidateTagAsync(Store.KeyOfTenant(_client, 7));
        Assert.Equal("b1", await store.GetTitleAsync(7, "b"));
        Assert.Equal(2, await store.InvalidateManyGetTitlesAsync(7, ["a", "b", "none"]));
    }

    private sealed class Shelf
    {
        public Dictionary<string, string> Titles { get; } = new() { ["a"] = "a0", ["b"] = "b0" };

        public List<string> Reads { get; } = [];
    }

    private sealed partial class Store(KvClient kv, Shelf source)
    {
        [CacheTag("tenant:{tenant}")]
        public partial ValueTask InvalidateTenantAsync(int tenant, CancellationToken ct = default);

        [Cached("title:{tenant}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync)])]
        private Task<string?> GetTitleCoreAsync(int tenant, string sku, CancellationToken ct = default)
        {
            source.Reads.Add(sku);
            return Task.FromResult(source.Titles.GetValueOrDefault(sku));
        }

        [Cached("title:{tenant}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync)], SharesWith = nameof(GetTitleAsync))]
        private Task<IReadOnlyDictionary<string, string>> GetTitlesCoreAsync(int tenant, [Each] IReadOnlyCollection<string> sku, CancellationToken ct = default)
        {
            source.Reads.Add(string.Join(' ', sku));
            return Task.FromResult<IReadOnlyDictionary<string, string>>(sku.Where(source.Titles.ContainsKey).ToDictionary(static each => each, each => source.Titles[each]));
        }

        [Invalidates(nameof(GetTitleAsync))]
        private Task RenameCoreAsync(int tenant, string sku, string title)
        {
            source.Titles[sku] = title;
            return Task.CompletedTask;
        }

        [Invalidates(nameof(GetTitleAsync), "tenant", "skus")]
        private Task RenameAllCoreAsync(int tenant, IReadOnlyList<string> skus, string title)
        {
            foreach (var sku in skus)
                source.Titles[sku] = title;
            return Task.CompletedTask;
        }

        [Invalidates(nameof(InvalidateTenantAsync))]
        private Task ClearCoreAsync(int tenant)
        {
            source.Titles.Clear();
            return Task.CompletedTask;
        }

        [Idempotent("move:{order}", Ttl = "1h")]
        [Invalidates(nameof(GetTitleAsync))]
        private Task MoveCoreAsync(string order, int tenant, string sku, string title)
        {
            source.Titles[sku] = title;
            return Task.CompletedTask;
        }
    }
}
