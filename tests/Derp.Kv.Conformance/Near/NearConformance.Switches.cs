namespace Derp.Kv.Conformance;

// When entries are not asked: switched off, cancelled, disposed of, the store down, the machine suspended.
public abstract partial class NearConformance
{
    [Fact]
    public async Task N12_NearEnabled_holds_from_the_next_read_on()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");

        node.Client.NearEnabled = false;
        Assert.Equal((0, 0), (node.Client.OpenNear().Count, node.Client.OpenNear().Bytes));
        Assert.Equal(1, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
        node.Client.NearEnabled = true;
        Assert.Equal(1, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
        Assert.Equal(0, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
    }

    [Fact]
    public async Task N12_A_client_that_begins_without_makes_no_entries()
    {
        var (node, method) = (NewNode(new KvClientOptions { NearEnabled = false }), Shared());
        await node.ReadAsync(method, Name, "value");
        await node.ReadAsync(method, Name, "value");

        Assert.Null(node.Client.Near);
        Assert.DoesNotContain("SubscribeToNearNotices", node.Client.Operations);
    }

    [Fact]
    public async Task N12_With_the_breaker_open_entries_are_served_until_their_deadline()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");
        node.Client.TakeDown();
        for (var i = 0; i < 5; i++)
            await node.ReadAsync(method, Name + i, "unstored");
        Assert.True(node.Client.GetStatus().BreakerOpen);

        Assert.Equal("value", await node.ReadAsync(method, Name, "later"));
        node.Time.Advance(T);
        Assert.Equal("later", await node.ReadAsync(method, Name, "later"));
    }

    [Fact]
    public async Task C6_N6_A_token_that_is_cancelled_on_entry_throws()
    {
        var (node, method, cancelled) = (await ListeningNodeAsync(), Shared(), new CancellationToken(canceled: true));
        await node.ReadAsync(method, Name, "value");

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(async () => await node.ReadAsync(method, Name, "later", cancelled));
        Assert.Equal(cancelled, thrown.CancellationToken);
    }

    [Fact]
    public async Task N8_A_disposed_client_serves_nothing_and_holds_nothing()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");
        var near = node.Client.OpenNear();

        await node.Client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await node.ReadAsync(method, Name, "later"));
        Assert.Equal((0, 0), (near.Count, near.Bytes));
    }

    [Fact]
    public async Task N8_At_rest_nothing_is_held_after_T_and_two_sweeps()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        for (var i = 0; i < 1000; i++)
            await node.ReadAsync(method, $"{Name}{i}", "value");
        var near = node.Client.OpenNear();
        Assert.InRange(near.Count, 950, 1000);

        node.Time.Advance(T);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        node.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, 0), (near.Count, near.Bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task N11_A_step_of_the_wall_clock_costs_misses_and_nothing_else(int hours)
    {
        var time = new SteppingTime();
        var (client, method) = (OtherClient(With(new KvClientOptions(), time)), Shared());
        var node = new NearNode(client, time.Steady);
        await node.ListenAsync();
        await node.ReadAsync(method, Name, "value");

        time.Step += TimeSpan.FromHours(hours);
        time.Steady.Advance(T / 4);

        Assert.Equal(1, await node.CommandsAsync(async () => Assert.Equal("value", await node.ReadAsync(method, Name, "later"))));
        Assert.Equal(0, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
    }

    /// <summary>A wall clock that goes on while a monotonic clock stands still, as on a suspended machine.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        public Microsoft.Extensions.Time.Testing.FakeTimeProvider Steady { get; } = new();

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => Steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Steady.GetUtcNow() + Step;

        public override long GetTimestamp() => Steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Steady.CreateTimer(callback, state, dueTime, period);
    }
}
