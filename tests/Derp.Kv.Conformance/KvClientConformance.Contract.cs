using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

// What holds for every operation alike: arguments first, then cancellation, then life.
public abstract partial class KvClientConformance
{
    public static TheoryData<string> Operations => new(s_operations.Keys);

    private static readonly Dictionary<string, Func<KvClient, byte[], CancellationToken, Task>> s_operations = new()
    {
        ["get"] = static (c, k, ct) => c.GetAsync(k, ct).AsTask(),
        ["set"] = static (c, k, ct) => c.SetAsync(k, k, null, ct).AsTask(),
        ["setnx"] = static (c, k, ct) => c.SetNxAsync(k, k, null, ct).AsTask(),
        ["delete"] = static (c, k, ct) => c.DeleteAsync(k, ct).AsTask(),
        ["exists"] = static (c, k, ct) => c.ExistsAsync(k, ct).AsTask(),
        ["mget"] = static (c, k, ct) => c.MGetAsync([k], ct).AsTask(),
        ["mset"] = static (c, k, ct) => c.MSetAsync([new(k, k)], null, ct).AsTask(),
        ["mset ttl"] = static (c, k, ct) => c.MSetAsync([new(k, k)], Minute, ct).AsTask(),
        ["delete many"] = static (c, k, ct) => c.DeleteManyAsync([k], ct).AsTask(),
        ["ttl"] = static (c, k, ct) => c.TtlAsync(k, ct).AsTask(),
        ["expire"] = static (c, k, ct) => c.ExpireAsync(k, Minute, ct).AsTask(),
        ["incr"] = static (c, k, ct) => c.IncrAsync(k, ct).AsTask(),
        ["scan"] = static async (c, k, ct) =>
        {
            await foreach (var _ in c.ScanAsync(k, null, ct))
            {
            }
        },
        ["setnxget"] = static (c, k, ct) => c.SetNxGetAsync(k, k, Minute, ct).AsTask(),
        ["compare set"] = static (c, k, ct) => c.CompareAndSetAsync(k, k, k, null, ct).AsTask(),
        ["compare delete"] = static (c, k, ct) => c.CompareAndDeleteAsync(k, k, ct).AsTask(),
        ["compare expire"] = static (c, k, ct) => c.CompareAndExpireAsync(k, k, Minute, ct).AsTask(),
        ["lease"] = static (c, k, ct) => c.GetOrLeaseAsync(k, LeaseToken.Create(), Minute, false, ct).AsTask(),
        ["renew"] = static (c, k, ct) => c.RenewLeaseAsync(k, LeaseToken.Create(), Minute, ct).AsTask(),
        ["commit"] = static (c, k, ct) => c.CommitLeaseAsync(k, LeaseToken.Create(), k, Minute, ct).AsTask(),
        ["release"] = static (c, k, ct) => c.ReleaseLeaseAsync(k, LeaseToken.Create(), ct).AsTask(),
        ["invalidate"] = static (c, k, ct) => c.InvalidateAsync(k, ct).AsTask(),
        ["permit"] = static (c, k, ct) => c.AcquirePermitAsync(k, new PermitRequest(3, Minute), ct).AsTask(),
        ["connect"] = static (c, _, ct) => c.ConnectAsync(ct).AsTask(),
    };

    /// <summary>Every operation of a client, for suites that disturb them all.</summary>
    protected static Task RunAsync(string operation, KvClient client, byte[] key, CancellationToken cancellationToken = default) =>
        s_operations[operation](client, key, cancellationToken);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_runs_with_a_token_that_never_fires(string operation)
    {
        using var source = new CancellationTokenSource();
        await RunAsync(operation, Client, Key(), source.Token);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Cancelled_token_throws_before_anything_happens_C6(string operation)
    {
        var cancelled = new CancellationToken(canceled: true);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(operation, Client, Key(), cancelled));
        Assert.Equal(cancelled, thrown.CancellationToken);
        Assert.False(await Client.ExistsAsync(Key()));
        Assert.False(await Client.ExistsAsync(LeaseKey.Of(Key())));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Disposed_client_refuses(string operation)
    {
        var client = await CreateAsync(new KvClientOptions());
        await client.SetAsync(Key(), Utf8("value"), Minute);
        await client.DisposeAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync(operation, client, Key()));
    }

    [Fact]
    public async Task Client_that_was_never_used_can_be_disposed_twice()
    {
        var client = await CreateAsync(new KvClientOptions());
        await client.DisposeAsync();
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task Lifetime_of_zero_or_less_is_an_argument_error_C38(long ticks)
    {
        var ttl = new TimeSpan(ticks);
        Func<Task>[] calls =
        [
            () => Client.SetAsync(Key(), Utf8("value"), ttl).AsTask(),
            () => Client.SetNxAsync(Key(), Utf8("value"), ttl).AsTask(),
            () => Client.MSetAsync([new(Key(), Utf8("value"))], ttl).AsTask(),
            () => Client.ExpireAsync(Key(), ttl).AsTask(),
            () => Client.SetNxGetAsync(Key(), Utf8("value"), ttl).AsTask(),
            () => Client.CompareAndSetAsync(Key(), Utf8("value"), Utf8("value"), ttl).AsTask(),
            () => Client.CompareAndExpireAsync(Key(), Utf8("value"), ttl).AsTask(),
            () => Client.GetOrLeaseAsync(Key(), _mine, ttl).AsTask(),
            () => Client.RenewLeaseAsync(Key(), _mine, ttl).AsTask(),
            () => Client.CommitLeaseAsync(Key(), _mine, Utf8("value"), ttl).AsTask(),
        ];
        foreach (var call in calls)
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(call);
        Assert.False(await Client.ExistsAsync(Key()));
    }

    [Fact]
    public async Task Null_lists_are_argument_errors()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Client.MGetAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Client.MSetAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Client.DeleteManyAsync(null!));
    }

    [Theory]
    [InlineData("x%lock")]
    [InlineData("x%lock%")]
    public async Task Key_of_a_lease_is_no_key_of_a_value_C23(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Client.GetOrLeaseAsync(Utf8(name), _mine, Minute));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Client.InvalidateAsync(Utf8(name)));
    }

    public static TheoryData<PermitRequest> BadRequests => new(
        new PermitRequest(0, Minute),
        new PermitRequest(-1, Minute),
        new PermitRequest(3, TimeSpan.Zero),
        new PermitRequest(3, TimeSpan.FromTicks(15_000)),
        new PermitRequest(3, TimeSpan.FromDays(366)),
        new PermitRequest(3, Minute, Cost: -1),
        new PermitRequest(3, Minute, Burst: 2),
        new PermitRequest(3, Minute, Algorithm: (RateLimitAlgorithm)9),
        new PermitRequest(3, Minute, Algorithm: RateLimitAlgorithm.TokenBucket, Burst: 4),
        new PermitRequest(3, Minute, Cost: 3, Algorithm: RateLimitAlgorithm.TokenBucket, Burst: 2),
        new PermitRequest(2000, TimeSpan.FromMilliseconds(1), Algorithm: RateLimitAlgorithm.TokenBucket),
        new PermitRequest(long.MaxValue, Minute));

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Request_out_of_range_is_an_argument_error(PermitRequest request)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Client.AcquirePermitAsync(Key(), request));
        Assert.False(await Client.ExistsAsync(Key()));
    }
}
