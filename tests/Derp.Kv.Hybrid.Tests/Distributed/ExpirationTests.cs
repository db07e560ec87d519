using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Hybrid.Tests.Distributed;

/// <summary>Expirations by a clock that the test moves.</summary>
public sealed class ExpirationTests : IAsyncDisposable
{
    private const string Key = "key";

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;
    private readonly IBufferDistributedCache _cache;

    public ExpirationTests()
    {
        _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });
        _cache = Caches.Distributed(_client);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task H10_An_absolute_expiration_ends_the_entry()
    {
        await SetAsync(absolute: TimeSpan.FromMinutes(2));
        await AssertThereAfterAsync(TimeSpan.FromMinutes(1.9));
        await AssertGoneAfterAsync(TimeSpan.FromMinutes(0.2));
    }

    [Fact]
    public async Task H10_A_sliding_expiration_ends_an_entry_that_is_not_used()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(2));
        await AssertGoneAfterAsync(TimeSpan.FromMinutes(2.1));
    }

    [Fact]
    public async Task H10_Each_use_gives_a_sliding_entry_its_time_again()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5; i++)
            await AssertThereAfterAsync(TimeSpan.FromMinutes(1.5));
        await AssertGoneAfterAsync(TimeSpan.FromMinutes(2.1));
    }

    [Fact]
    public async Task H10_A_use_within_a_tenth_of_the_time_gives_it_none()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(10));
        await AssertThereAfterAsync(TimeSpan.FromMinutes(0.9));
        await AssertGoneAfterAsync(TimeSpan.FromMinutes(9.2));
    }

    [Fact]
    public async Task H10_A_refresh_is_a_use()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1.5));
            await _cache.RefreshAsync(Key);
        }

        await AssertThereAfterAsync(TimeSpan.FromMinutes(1.5));
    }

    [Fact]
    public async Task H10_Uses_do_not_prolong_an_entry_past_its_absolute_expiration()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(2), absolute: TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++)
            await AssertThereAfterAsync(TimeSpan.FromMinutes(1.5));
        await AssertGoneAfterAsync(TimeSpan.FromMinutes(0.6));
    }

    [Fact]
    public async Task H10_An_entry_that_was_set_anew_has_its_whole_time()
    {
        await SetAsync(sliding: TimeSpan.FromMinutes(10));
        await AssertThereAfterAsync(TimeSpan.FromMinutes(5));
        await SetAsync(sliding: TimeSpan.FromMinutes(2));
        await AssertThereAfterAsync(TimeSpan.FromMinutes(1.5));
        await AssertThereAfterAsync(TimeSpan.FromMinutes(1.5));
    }

    private Task SetAsync(TimeSpan? sliding = null, TimeSpan? absolute = null) =>
        _cache.SetAsync(Key, [1], new DistributedCacheEntryOptions { SlidingExpiration = sliding, AbsoluteExpirationRelativeToNow = absolute });

    private async Task AssertThereAfterAsync(TimeSpan time)
    {
        _time.Advance(time);
        Assert.NotNull(await _cache.GetAsync(Key));
    }

    private async Task AssertGoneAfterAsync(TimeSpan time)
    {
        _time.Advance(time);
        Assert.Null(await _cache.GetAsync(Key));
    }
}
