using System.Threading.RateLimiting;

namespace Derp.Kv.Conformance;

// The limiter in the form of System.Threading.RateLimiting: the same on every backend.
public abstract partial class KvRateLimiterConformance : HelperConformance
{
    private readonly string _name = NewName();

    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    private KvRateLimiterOptions Options(
        long limit = 3,
        RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow,
        RateLimitUnavailable onUnavailable = RateLimitUnavailable.Allow,
        long? burst = null,
        string? name = null) =>
        new() { Name = name ?? _name, Limit = limit, Window = TimeSpan.FromHours(1), Algorithm = algorithm, Burst = burst, OnUnavailable = onUnavailable };

    private static T? Metadata<T>(RateLimitLease lease, MetadataName<T> name) => lease.TryGetMetadata(name, out var value) ? value : default;

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R1_Two_clients_share_one_limit_and_the_denied_call_is_told_when_to_come_back(RateLimitAlgorithm algorithm)
    {
        await using var here = new KvRateLimiter(Store, "alice", Options(algorithm: algorithm));
        await using var there = new KvRateLimiter(OtherClient(), "alice", Options(algorithm: algorithm));

        for (var remaining = 2; remaining >= 0; remaining--)
        {
            using var lease = await (remaining == 1 ? there : here).AcquireAsync();
            Assert.True(lease.IsAcquired);
            Assert.Equal((3L, remaining, true), (Metadata(lease, KvRateLimitMetadataName.Limit), Metadata(lease, KvRateLimitMetadataName.Remaining), Metadata(lease, KvRateLimitMetadataName.Counted)));
            Assert.False(lease.TryGetMetadata(MetadataName.RetryAfter, out _));
            Assert.False(lease.TryGetMetadata(MetadataName.ReasonPhrase, out _));
        }

        using var denied = await there.AcquireAsync();
        Assert.False(denied.IsAcquired);
        Assert.InRange(Metadata(denied, MetadataName.RetryAfter), TimeSpan.FromTicks(1), TimeSpan.FromHours(2));
        Assert.InRange(Metadata(denied, KvRateLimitMetadataName.ResetAfter), TimeSpan.FromTicks(1), TimeSpan.FromHours(2));
        Assert.Equal(0, Metadata(denied, KvRateLimitMetadataName.Remaining));
        Assert.NotEmpty(Metadata(denied, MetadataName.ReasonPhrase)!);
        Assert.Equal(_name, Metadata(denied, KvRateLimitMetadataName.Name));
        Assert.All(denied.MetadataNames, name => Assert.True(denied.TryGetMetadata(name, out var value) && value is not null));
        Assert.Equal(7, denied.MetadataNames.Distinct().Count());
    }

    [Fact]
    public async Task A_call_is_one_operation_and_a_synchronous_attempt_is_none()
    {
        var client = OtherClient();
        await using var limiter = new KvRateLimiter(client, "alice", Options(limit: 1));

        for (var i = 0; i < 10; i++)
        {
            using var attempt = limiter.AttemptAcquire();
            Assert.False(attempt.IsAcquired);
            Assert.NotEmpty(Metadata(attempt, MetadataName.ReasonPhrase)!);
            Assert.Equal([MetadataName.ReasonPhrase.Name], attempt.MetadataNames);
        }

        Assert.Empty(client.Operations);
        Assert.Equal(0, limiter.GetStatistics()!.TotalFailedLeases);

        Assert.True((await limiter.AcquireAsync()).IsAcquired);
        Assert.False((await limiter.AcquireAsync()).IsAcquired);
        Assert.Equal(["AcquirePermit", "AcquirePermit"], client.Operations);
    }

    [Fact]
    public async Task R3_A_denied_call_takes_nothing_and_a_lease_gives_nothing_back()
    {
        await using var limiter = new KvRateLimiter(Store, "alice", Options());

        (await limiter.AcquireAsync(2)).Dispose();
        Assert.False((await limiter.AcquireAsync(2)).IsAcquired);
        Assert.True((await limiter.AcquireAsync(1)).IsAcquired);
        Assert.False((await limiter.AcquireAsync(1)).IsAcquired);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R4_No_permits_are_a_look_that_says_whether_one_is_left(RateLimitAlgorithm algorithm)
    {
        await using var limiter = new KvRateLimiter(Store, "alice", Options(algorithm: algorithm));

        for (var i = 0; i < 5; i++)
            Assert.True((await limiter.AcquireAsync(0)).IsAcquired);
        using var all = await limiter.AcquireAsync(3);
        Assert.True(all.IsAcquired);

        using var spent = await limiter.AcquireAsync(0);
        Assert.False(spent.IsAcquired);
        Assert.Equal(0, Metadata(spent, KvRateLimitMetadataName.Remaining));
        Assert.True(Metadata(spent, KvRateLimitMetadataName.Counted));
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData(2L, 3)]
    public async Task R4_More_than_could_ever_be_given_is_an_argument_error_without_a_call(long? burst, int permits)
    {
        var client = OtherClient();
        await using var limiter = new KvRateLimiter(client, "alice", Options(algorithm: RateLimitAlgorithm.TokenBucket, burst: burst));

        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(permits));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(permits));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(-1));
        Assert.Empty(client.Operations);
        Assert.True((await limiter.AcquireAsync(permits - 1)).IsAcquired);
    }

    [Fact]
    public async Task R5_Sixteen_callers_over_two_clients_get_exactly_the_limit()
    {
        KvRateLimiter[] limiters = [new(Store, "alice", Options(limit: 500)), new(OtherClient(), "alice", Options(limit: 500))];
        var gate = new Gate();

        var acquired = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await gate.WaitAsync();
            var mine = 0;
            for (var call = 0; call < 200; call++)
                mine += (await limiters[i % 2].AcquireAsync()).IsAcquired ? 1 : 0;
            return mine;
        })).Append(Task.Run(() =>
        {
            gate.Open();
            return 0;
        })));

        Assert.Equal(500, acquired.Sum());
        Assert.Equal((500, 2700), (limiters.Sum(l => l.GetStatistics()!.TotalSuccessfulLeases), limiters.Sum(l => l.GetStatistics()!.TotalFailedLeases)));
    }

    [Fact]
    public async Task R12_Neither_two_names_nor_two_keys_share_a_counter_however_they_are_cut()
    {
        (string Name, string Key)[] limiters =
        [
            ("a", "b:c"), ("a:b", "c"), ("a:b:c", ""), ("a", "b%3Ac"), ("a", ""), ("a", ":"), ("a", "{b:c}"), ("a", "b:c "), ("A", "b:c"), ("a", "\ud800"), ("a", "\ufffd"),
        ];

        foreach (var (name, key) in limiters)
        {
            await using var limiter = new KvRateLimiter(Store, key, Options(limit: 1, name: _name + name));
            Assert.True((await limiter.AcquireAsync()).IsAcquired);
            Assert.False((await limiter.AcquireAsync()).IsAcquired);
        }
    }

    [Fact]
    public async Task R12_A_limiter_does_not_share_a_counter_with_helper_or_wrapper_of_its_name()
    {
        await using var limiter = new KvRateLimiter(Store, "alice", Options(limit: 1));

        Assert.True((await limiter.AcquireAsync()).IsAcquired);
        Assert.True((await Store.RateLimitAsync($"{_name}:alice", 1, Minute)).Allowed);
        Assert.True((await Store.RateLimitAsync("alice", 1, Minute, _name)).Allowed);
    }
}
