using System.Threading.RateLimiting;
using Derp.Kv.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.RateLimiting;

public sealed class KvRateLimitPartitionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;

    public KvRateLimitPartitionTests() => _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static KvRateLimiterOptions Options(long limit) => new() { Name = "login", Limit = limit, Window = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Each_partition_has_a_limit_of_its_own_and_its_own_settings()
    {
        await using var limiter = PartitionedRateLimiter.Create<string, string>(
            user => KvRateLimitPartition.Get(user, _client, key => Options(key == "vip" ? 2 : 1)));

        Assert.True((await limiter.AcquireAsync("alice")).IsAcquired);
        Assert.False((await limiter.AcquireAsync("alice")).IsAcquired);
        Assert.True((await limiter.AcquireAsync("vip")).IsAcquired);
        Assert.True((await limiter.AcquireAsync("vip")).IsAcquired);
        Assert.False((await limiter.AcquireAsync("vip")).IsAcquired);
        Assert.Equal(0, limiter.GetStatistics("vip")!.CurrentAvailablePermits);
    }

    // The framework looks for idle partitions ten times a second and lets go of those that were idle for ten seconds.
    [Fact]
    public async Task An_idle_partition_is_let_go_of_and_its_successor_counts_on()
    {
        var made = 0;
        await using var limiter = PartitionedRateLimiter.Create<string, string>(user => RateLimitPartition.Get(user, key =>
        {
            Interlocked.Increment(ref made);
            return new KvRateLimiter(_client, key, Options(1));
        }));
        Assert.True((await limiter.AcquireAsync("alice")).IsAcquired);
        Assert.Equal(1, made);

        _time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(
            () => Task.FromResult(limiter.GetStatistics("alice")!.TotalSuccessfulLeases != 1), "The idle limiter should have been let go of.");
        Assert.Equal(2, made);
        Assert.False((await limiter.AcquireAsync("alice")).IsAcquired);
    }

    // As the middleware does: an attempt, then the call.
    [Fact]
    public async Task An_attempt_and_the_call_after_it_take_one_permit()
    {
        await using var limiter = PartitionedRateLimiter.Create<string, string>(user => KvRateLimitPartition.Get(user, _client, Options(3)));

        for (var i = 0; i < 3; i++)
        {
            Assert.False(limiter.AttemptAcquire("alice").IsAcquired);
            Assert.True((await limiter.AcquireAsync("alice")).IsAcquired);
        }

        Assert.False((await limiter.AcquireAsync("alice")).IsAcquired);
    }
}
