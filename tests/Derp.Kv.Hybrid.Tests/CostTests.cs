using Derp.Kv.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests;

/// <summary>What calls cost, by the server's own count of commands, on a server that nobody else uses.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private const int Times = 20;

    private ValkeyServer _server = null!;
    private KvClient _client = null!;
    private HybridCache _cache = null!;
    private IDistributedCache _distributed = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = Backends.On(_server.Endpoint);
        _cache = Caches.Hybrid(_client);
        _distributed = Caches.Distributed(_client);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a b c")]
    public async Task H10_A_hit_is_one_command_with_tags_and_without(string names)
    {
        var tags = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await ReadAsync(tags);
        var counts = await CountAsync(() => ReadAsync(tags));
        Assert.Equal(["mget"], counts.Keys);
        Assert.Equal(Times, counts["mget"]);
    }

    [Fact]
    public async Task H10_A_hit_whose_tags_the_caller_does_not_name_is_two_commands()
    {
        await ReadAsync(["a", "b"]);
        var counts = await CountAsync(() => ReadAsync([]));
        Assert.Equal(["mget"], counts.Keys);
        Assert.Equal(2 * Times, counts["mget"]);
    }

    [Fact]
    public async Task H10_A_read_of_an_entry_with_a_sliding_time_is_one_command()
    {
        await _distributed.SetAsync("key", [1], new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromHours(1) });
        var counts = await CountAsync(() => _distributed.GetAsync("key"));
        Assert.Equal(["get"], counts.Keys);
        Assert.Equal(Times, counts["get"]);
    }

    [Fact]
    public async Task H10_No_key_is_left_without_an_end()
    {
        await ReadAsync(["a"]);
        await _cache.SetAsync("other", "value", tags: ["b"]);
        await _cache.RemoveByTagAsync("*");
        await ReadAsync(["a"]);
        await _distributed.SetAsync("key", [1]);

        var keys = new List<byte[]>();
        await foreach (var key in _client.ScanAsync())
            keys.Add(key);

        Assert.True(keys.Count >= 5);
        foreach (var key in keys)
            Assert.NotNull(await _client.TtlAsync(key));
    }

    private Task<string> ReadAsync(string[] tags) => _cache.GetOrCreateAsync("key", static _ => new ValueTask<string>("value"), tags: tags).AsTask();

    private async Task<IReadOnlyDictionary<string, long>> CountAsync(Func<Task> call)
    {
        await _server.ResetCommandStatsAsync();
        for (var i = 0; i < Times; i++)
            await call();
        return await _server.CommandStatsAsync();
    }
}
