using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

/// <summary>Lifetimes by a clock that the test moves.</summary>
public sealed class ExpirationTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;
    private readonly HybridCache _cache;
    private int _runs;

    public ExpirationTests()
    {
        _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });
        _cache = Caches.Hybrid(_client);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask<int> ReadAsync(TimeSpan? expiration = null, TimeSpan? local = null, HybridCacheEntryFlags? flags = null) => _cache.GetOrCreateAsync(
        "key",
        this,
        static (test, _) => new ValueTask<int>(++test._runs),
        new HybridCacheEntryOptions { Expiration = expiration, LocalCacheExpiration = local, Flags = flags });

    [Fact]
    public async Task H10_Without_a_word_a_value_lives_for_five_minutes()
    {
        await ReadAsync();
        _time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(1, await ReadAsync());
        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal(2, await ReadAsync());
    }

    [Fact]
    public async Task N5_Memory_and_store_together_keep_to_the_expiration()
    {
        // The store has it for 90 seconds, and memory for 30 more after the last look.
        var (whole, local) = (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        await ReadAsync(whole, local);
        for (var look = 0; look < 8; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            Assert.Equal(1, await ReadAsync(whole, local));
        }

        _time.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal(2, await ReadAsync(whole, local));
    }

    [Fact]
    public async Task N5_A_local_time_as_long_as_the_whole_is_half_of_it()
    {
        var whole = TimeSpan.FromMinutes(2);
        await ReadAsync(whole, whole);
        _time.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(2, await ReadAsync(whole, whole));
    }

    [Fact]
    public async Task H10_A_value_that_only_this_process_has_lives_for_its_expiration()
    {
        await ReadAsync(TimeSpan.FromMinutes(2), flags: HybridCacheEntryFlags.DisableDistributedCache);
        _time.Advance(TimeSpan.FromSeconds(115));
        Assert.Equal(1, await ReadAsync(TimeSpan.FromMinutes(2), flags: HybridCacheEntryFlags.DisableDistributedCache));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await ReadAsync(TimeSpan.FromMinutes(2), flags: HybridCacheEntryFlags.DisableDistributedCache));
    }

    [Fact]
    public async Task C38_An_expiration_of_nothing_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ReadAsync(TimeSpan.Zero));
}
