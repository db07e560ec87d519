using Derp.Kv.Conformance;
using Derp.Kv.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>What a client says of itself.</summary>
public sealed class StatusTests : IAsyncDisposable
{
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _store = new();

    private KvClientOptions Options(string prefix = "", bool cacheEnabled = true) => new()
    {
        KeyPrefix = prefix,
        CacheEnabled = cacheEnabled,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("shop/", false)]
    public async Task K10_A_client_of_a_shared_store_says_once_that_without_a_prefix_its_keys_are_everybodys(string prefix, bool isSaid)
    {
        await using var client = new InterceptingKvClient(_store, Options(prefix), isShared: true);
        await client.ConnectAsync();
        await client.SetAsync("a"u8.ToArray(), "1"u8.ToArray());

        Assert.Equal((isSaid, prefix), (client.GetStatus().SharesKeys, client.GetStatus().KeyPrefix));
        Assert.Equal(isSaid ? [(20, LogLevel.Information)] : [], _logs.GetSnapshot().Select(static line => (line.Id.Id, line.Level)));
        Assert.All(_logs.GetSnapshot(), static line => Assert.Contains("KvClientOptions.KeyPrefix", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task K10_Memory_is_shared_with_nobody()
    {
        await using var client = new MemoryKvClient(Options());

        Assert.False(client.GetStatus().SharesKeys);
        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task C28_Status_tells_of_an_open_breaker_and_does_not_change_afterwards()
    {
        await using var client = new InterceptingKvClient(_store, Options("shop/"));
        var before = client.GetStatus();
        client.TakeDown();
        for (var i = 0; i < 5; i++)
            await client.GuardedGetAsync("a"u8.ToArray(), static _ => new([1]), TimeSpan.FromMinutes(1));
        client.BringBack();

        Assert.Equal((false, true), (before.BreakerOpen, client.GetStatus().BreakerOpen));
    }

    [Fact]
    public async Task Status_tells_of_flights_leases_claims_and_waiters_while_there_are_any()
    {
        await using var holder = new InterceptingKvClient(_store, Options("shop/"));
        await using var waiter = new InterceptingKvClient(_store, Options("shop/"));
        var (read, paid, gate) = (new Gate(), new Gate(), new Gate());

        // The waiter's calls: one finds the lease taken, one the claim.
        var calls = new List<Task> { ReadAsync(holder), PayAsync(holder) };
        await read.WaitAsync();
        await paid.WaitAsync();
        calls.AddRange([ReadAsync(waiter), PayAsync(waiter)]);
        await Eventually.TrueAsync(() => waiter.GetStatus().Waiters == 2);

        Assert.Equal((1, 1, 1, 0), Counts(holder));
        Assert.Equal((1, 0, 0, 2), Counts(waiter));

        gate.Open();
        await Task.WhenAll(calls);
        Assert.Equal((0, 0, 0, 0), Counts(holder));
        Assert.Equal((0, 0, 0, 0), Counts(waiter));

        Task ReadAsync(KvClient client) => client.GuardedGetAsync("a"u8.ToArray(), async _ =>
        {
            read.Open();
            await gate.WaitAsync();
            return [1];
        }, TimeSpan.FromMinutes(1)).AsTask();

        Task PayAsync(KvClient client) => client.IdempotentExecuteAsync("a", async _ =>
        {
            paid.Open();
            await gate.WaitAsync();
            return 1;
        }, KvSerializers.Int32).AsTask();
    }

    // A body that ignores its token runs on when nobody waits for it; its lease is given back.
    [Fact]
    public async Task C4_A_deserted_flight_counts_until_its_body_ends_and_holds_no_lease()
    {
        await using var client = new InterceptingKvClient(_store, Options("shop/"));
        using var leaves = new CancellationTokenSource();
        var (started, gate) = (new Gate(), new Gate());
        var call = client.GuardedGetAsync("a"u8.ToArray(), async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, TimeSpan.FromMinutes(1), cancellationToken: leaves.Token).AsTask();
        await started.WaitAsync();

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal((1, 0, 0, 0), Counts(client));

        gate.Open();
        await Eventually.TrueAsync(() => Counts(client) == (0, 0, 0, 0));
    }

    private static (int Flights, int Leases, int Claims, int Waiters) Counts(KvClient client) =>
        client.GetStatus() is { } status ? (status.Flights, status.Leases, status.Claims, status.Waiters) : default;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Status_tells_whether_the_cache_is_on_also_after_disposal(bool isOn)
    {
        var client = new InterceptingKvClient(_store, Options("shop/", isOn));
        await client.DisposeAsync();

        Assert.Equal(isOn, client.GetStatus().CacheEnabled);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
