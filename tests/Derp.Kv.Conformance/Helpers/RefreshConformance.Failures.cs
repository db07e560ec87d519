using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Bodies that fail, take too long, or cannot have the lease.
public abstract partial class RefreshConformance
{
    [Fact]
    public async Task F2_A_refresh_that_fails_leaves_the_value_and_holds_off_all_processes()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeDueAsync();

        Assert.Equal("v1", await ReadAsync(method, "v2", body: static _ => throw new InvalidOperationException("The source is down.")));
        var other = OtherClient();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("v1", await ReadAsync(method, "unwanted"));
            Assert.Equal("v1", await ReadAsync(method, "unwanted", other));
        }

        Assert.Equal(2, _runs);

        // A process learns of the pause by one question.
        Assert.Single(other.Operations, static operation => operation == "GetOrRefresh");

        // As if the pause had passed.
        await Store.ExpireAsync(StateKey, TimeSpan.FromSeconds(1));
        Assert.Equal("v2", await ReadAsync(method, "v2", OtherClient()));
    }

    [Fact]
    public async Task F2_A_body_that_is_cancelled_by_its_callers_has_not_failed()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeDueAsync();

        using var impatient = new CancellationTokenSource();
        var started = new Gate();
        var cancelled = ReadAsync(method, "v2", body: async ct =>
        {
            started.Open();
            await Task.Delay(Timeout.Infinite, ct);
        }, cancellationToken: impatient.Token).AsTask();
        await started.WaitAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        await GoneAsync(StateKey);
        Assert.Equal("v3", await ReadAsync(method, "v3"));
    }

    [Fact]
    public async Task F3_Past_its_lifetime_the_body_runs_in_the_foreground()
    {
        var method = Refreshed(RefreshOn.Shared);
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();
        Assert.Equal("v2", await ReadAsync(method, "v2"));
        Assert.Equal("v2", await ReadAsync(method, "unwanted", OtherClient()));
    }

    [Theory]
    [InlineData(RefreshOn.Caller)]
    [InlineData(RefreshOn.Shared)]
    public async Task F3_Past_its_lifetime_a_value_is_served_if_the_body_throws_and_to_all_for_the_pause(RefreshOn on)
    {
        var method = Refreshed(on);
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();

        Assert.Equal("v1", await ReadAsync(method, "v2", body: static _ => throw new TimeoutException("The source is down.")));
        Assert.Equal("v1", await ReadAsync(method, "unwanted", OtherClient()));
        Assert.Equal(2, _runs);

        var hit = await method.TryGetAsync(Store, new Key(_name), default);
        Assert.True(hit is { Found: true, IsStale: true, Value: "v1" });
    }

    [Fact]
    public async Task F3_Nothing_to_fall_back_on_means_the_exception()
    {
        await Assert.ThrowsAsync<TimeoutException>(async () => await ReadAsync(Refreshed(), "v1", body: static _ => throw new TimeoutException("The source is down.")));
        Assert.Null(await Store.GetAsync(StateKey));
    }

    [Fact]
    public async Task F3_Other_processes_wait_for_an_expired_value_and_get_the_new_one()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();
        var (started, goOn) = (new Gate(), new Gate());
        var first = ReadAsync(method, "v2", body: async _ =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        var other = OtherClient();
        var waiting = ReadAsync(method, "unwanted", other).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(other.Operations.Contains("GetOrRefresh")), "The other process should ask.");
        goOn.Open();
        Assert.Equal("v2", await first);
        Assert.Equal("v2", await waiting);
        Assert.Equal(2, _runs);
    }

    [Theory]
    [InlineData(RefreshOn.Caller)]
    [InlineData(RefreshOn.Shared)]
    public async Task F3_A_caller_who_has_waited_WaitTimeout_gets_the_value_of_before_and_the_body_goes_on(RefreshOn on)
    {
        var method = Refreshed(on, waitTimeout: TimeSpan.FromMilliseconds(50));
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();
        var (started, goOn) = (new Gate(), new Gate());
        var first = ReadAsync(method, "v2", body: async _ =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        var joined = ReadAsync(method, "unwanted").AsTask();
        var elsewhere = ReadAsync(method, "unwanted", OtherClient()).AsTask();
        Assert.Equal("v1", await joined);
        Assert.Equal("v1", await elsewhere);

        // The one whose instance it runs on waits for it.
        if (on == RefreshOn.Shared)
            Assert.Equal("v1", await first);
        else
            Assert.False(first.IsCompleted);
        goOn.Open();
        Assert.Equal(on == RefreshOn.Shared ? "v1" : "v2", await first);
        await Eventually.HoldsAsync(async () => await ReadAsync(method, "unwanted") == "v2", "The new value should be stored.");
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F3_An_invalidation_takes_the_fallback_with_it()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();
        await Assert.ThrowsAsync<TimeoutException>(async () => await ReadAsync(method, "v2", body: async _ =>
        {
            await OtherClient().InvalidateAsync(WrittenKey);
            throw new TimeoutException("The source is down.");
        }));
        Assert.Null(await Store.GetAsync(WrittenKey));
        Assert.Null(await Store.GetAsync(StateKey));
    }

    [Fact]
    public async Task F3_Where_the_lease_cannot_be_had_the_value_is_served_and_no_body_runs()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeDueAsync();
        var client = OtherClient();
        client.Before = static operation => operation == "GetOrRefresh" ? throw InterceptingKvClient.Refused() : default;
        for (var i = 0; i < 3; i++)
            Assert.Equal("v1", await ReadAsync(method, "unwanted", client));
        Assert.Equal(1, _runs);
    }
}
