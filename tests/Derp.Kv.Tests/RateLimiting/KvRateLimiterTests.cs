using System.Globalization;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.RateLimiting;

// What depends on the clock, and on nothing but the limiter itself.
public sealed class KvRateLimiterTests : IAsyncDisposable
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;

    public KvRateLimiterTests() => _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time, KeyPrefix = "app:" });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static KvRateLimiterOptions Options(long limit = 3, RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow, string name = "login") =>
        new() { Name = name, Limit = limit, Window = TimeSpan.FromMinutes(1), Algorithm = algorithm };

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task R2_RetryAfter_of_a_lease_is_exact(RateLimitAlgorithm algorithm)
    {
        await using var limiter = new KvRateLimiter(_client, "alice", Options(algorithm: algorithm));
        await limiter.AcquireAsync(3);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.True((await limiter.AcquireAsync(3)).TryGetMetadata(MetadataName.RetryAfter, out var wait));

        _time.Advance(wait - s_millisecond);
        Assert.False((await limiter.AcquireAsync(3)).IsAcquired);
        _time.Advance(s_millisecond);
        Assert.True((await limiter.AcquireAsync(3)).IsAcquired);
    }

    [Fact]
    public async Task Idle_time_runs_from_the_last_call_by_the_clients_clock()
    {
        await using var limiter = new KvRateLimiter(_client, "alice", Options());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), limiter.IdleDuration);

        await limiter.AcquireAsync();
        Assert.Equal(TimeSpan.Zero, limiter.IdleDuration);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), limiter.IdleDuration);

        // An attempt announces the asynchronous call that follows it.
        limiter.AttemptAcquire();
        Assert.Equal(TimeSpan.Zero, limiter.IdleDuration);
    }

    [Fact]
    public async Task Statistics_tell_what_the_last_answer_left_until_its_reset()
    {
        await using var limiter = new KvRateLimiter(_client, "alice", Options());
        Assert.Equal((3, 0, 0, 0), Statistics());

        await limiter.AcquireAsync(2);
        Assert.Equal((1, 0, 1, 0), Statistics());
        await limiter.AcquireAsync(2);
        Assert.Equal((1, 0, 1, 1), Statistics());
        await limiter.AcquireAsync(1);
        await limiter.AcquireAsync(0);
        Assert.Equal((0, 0, 2, 2), Statistics());

        _time.Advance(TimeSpan.FromMinutes(1) - s_millisecond);
        Assert.Equal((0, 0, 2, 2), Statistics());
        _time.Advance(s_millisecond);
        Assert.Equal((3, 0, 2, 2), Statistics());

        (long, long, long, long) Statistics()
        {
            var s = limiter.GetStatistics()!;
            return (s.CurrentAvailablePermits, s.CurrentQueuedCount, s.TotalSuccessfulLeases, s.TotalFailedLeases);
        }
    }

    [Theory]
    [InlineData("login", "alice", RateLimitAlgorithm.FixedWindow, "app:derp:limiter:login:alice")]
    [InlineData("login", "alice", RateLimitAlgorithm.SlidingWindow, "app:derp:limiter:login:alice%sliding")]
    [InlineData("login", "alice", RateLimitAlgorithm.TokenBucket, "app:derp:limiter:login:alice%bucket")]
    [InlineData("a:b", "{c}:d", RateLimitAlgorithm.FixedWindow, "app:derp:limiter:a%3Ab:%7Bc%7D%3Ad")]
    [InlineData("ışık", "", RateLimitAlgorithm.FixedWindow, "app:derp:limiter:ışık:")]
    public async Task The_stores_key_is_prefix_name_and_partition_framed(string name, string partition, RateLimitAlgorithm algorithm, string expected)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            await using var limiter = new KvRateLimiter(_client, partition, Options(name: name, algorithm: algorithm));
            await limiter.AcquireAsync();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal([expected], await KeysAsync());
    }

    [Fact]
    public async Task Long_partition_keys_are_shortened_and_stay_apart()
    {
        var start = new string('x', 10_000);
        foreach (var end in (string[])["a", "b"])
        {
            await using var limiter = new KvRateLimiter(_client, start + end, Options(limit: 1));
            Assert.True((await limiter.AcquireAsync()).IsAcquired);
        }

        Assert.Equal([512, 512], (await KeysAsync()).Select(Encoding.UTF8.GetByteCount));
    }

    public static TheoryData<KvRateLimiterOptions> Wrong =>
    [
        new KvRateLimiterOptions { Name = "", Limit = 1, Window = TimeSpan.FromSeconds(1) },
        new KvRateLimiterOptions { Name = null!, Limit = 1, Window = TimeSpan.FromSeconds(1) },
        new KvRateLimiterOptions { Name = "x", Limit = 0, Window = TimeSpan.FromSeconds(1) },
        new KvRateLimiterOptions { Name = "x", Limit = 1, Window = TimeSpan.Zero },
        new KvRateLimiterOptions { Name = "x", Limit = 1, Window = TimeSpan.FromMicroseconds(1500) },
        new KvRateLimiterOptions { Name = "x", Limit = 1, Window = TimeSpan.FromDays(366) },
        new KvRateLimiterOptions { Name = "x", Limit = 1L << 53, Window = TimeSpan.FromSeconds(1) },
        new KvRateLimiterOptions { Name = "x", Limit = 1, Window = TimeSpan.FromSeconds(1), Algorithm = (RateLimitAlgorithm)9 },
        new KvRateLimiterOptions { Name = "x", Limit = 1, Window = TimeSpan.FromSeconds(1), OnUnavailable = (RateLimitUnavailable)9 },
        new KvRateLimiterOptions { Name = "x", Limit = 5, Window = TimeSpan.FromSeconds(1), Burst = 2 },
        new KvRateLimiterOptions { Name = "x", Limit = 5, Window = TimeSpan.FromSeconds(1), Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 0 },
        new KvRateLimiterOptions { Name = "x", Limit = 5, Window = TimeSpan.FromSeconds(1), Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 6 },
    ];

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Options_are_checked_at_construction(KvRateLimiterOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new KvRateLimiter(_client, "alice", options));

    [Fact]
    public void Nothing_may_be_null()
    {
        Assert.Throws<ArgumentNullException>(() => new KvRateLimiter(null!, "alice", Options()));
        Assert.Throws<ArgumentNullException>(() => new KvRateLimiter(_client, null!, Options()));
        Assert.Throws<ArgumentNullException>(() => new KvRateLimiter(_client, "alice", null!));
        Assert.Throws<ArgumentNullException>(() => KvRateLimitPartition.Get(null!, _client, Options()));
        Assert.Throws<ArgumentNullException>(() => KvRateLimitPartition.Get("alice", null!, Options()));
        Assert.Throws<ArgumentNullException>(() => KvRateLimitPartition.Get("alice", _client, (KvRateLimiterOptions)null!));
        Assert.Throws<ArgumentNullException>(() => KvRateLimitPartition.Get("alice", _client, (Func<string, KvRateLimiterOptions>)null!));
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var key in _client.ScanAsync())
            keys.Add(Encoding.UTF8.GetString(key));
        return keys;
    }
}
