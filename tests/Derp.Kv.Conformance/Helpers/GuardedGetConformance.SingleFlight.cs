namespace Derp.Kv.Conformance;

// One client: the callers of a key share one execution.
public abstract partial class GuardedGetConformance : HelperConformance
{
    [Fact]
    public async Task C1_C9_Concurrent_callers_run_the_body_once_and_get_a_copy_each()
    {
        var key = NewKey();
        var (runs, started, gate) = (0, new Gate(), new Gate());
        var callers = Enumerable.Range(0, 64).Select(_ => Task.Run(async () => await Store.GuardedGetAsync(key, async _ =>
        {
            Interlocked.Increment(ref runs);
            started.Open();
            await gate.WaitAsync();
            return [1, 2, 3];
        }, Minute))).ToArray();
        await started.WaitAsync();
        gate.Open();

        var values = await Task.WhenAll(callers);

        Assert.Equal(1, runs);
        Assert.All(values, value => Assert.Equal([1, 2, 3], value));
        values[0][0] = 99;
        Assert.All(values.Skip(1), value => Assert.Equal([1, 2, 3], value));
        Assert.Equal([1, 2, 3], await Store.GetAsync(key));
        Assert.Equal(64, values.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public async Task C9_A_body_that_keeps_its_array_changes_no_callers_value()
    {
        var key = NewKey();
        var kept = new byte[] { 1, 2, 3 };

        var value = await Store.GuardedGetAsync(key, _ => ValueTask.FromResult(kept), Minute);
        kept[0] = 99;

        Assert.Equal([1, 2, 3], value);
    }

    [Fact]
    public async Task C2_A_caller_that_cancels_while_it_waits_ends_at_once_and_the_flight_goes_on()
    {
        var key = NewKey();
        var (started, gate) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var stays = Store.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [7];
        }, Minute).AsTask();
        await started.WaitAsync();
        var leaves = Store.GuardedGetAsync(key, _ => throw new InvalidOperationException("A second body ran."), Minute, cancellationToken: leaving.Token).AsTask();

        await leaving.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(leaving.Token, cancelled.CancellationToken);
        gate.Open();
        Assert.Equal([7], await stays);
    }

    [Fact]
    public async Task C2_The_caller_that_started_the_flight_can_leave_it_to_the_others()
    {
        var key = NewKey();
        var (started, gate) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var leaves = Store.GuardedGetAsync(key, async ct =>
        {
            started.Open();
            await gate.WaitAsync();
            ct.ThrowIfCancellationRequested();
            return [7];
        }, Minute, cancellationToken: leaving.Token).AsTask();
        await started.WaitAsync();
        var stays = Store.GuardedGetAsync(key, _ => throw new InvalidOperationException("A second body ran."), Minute).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        gate.Open();

        Assert.Equal([7], await stays);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task C3_The_bodys_token_fires_when_the_last_caller_has_cancelled_and_not_before(int count)
    {
        var key = NewKey();
        var (started, fired) = (new Gate(), new Gate());
        var sources = Enumerable.Range(0, count).Select(_ => new CancellationTokenSource()).ToArray();
        async ValueTask<byte[]> Body(CancellationToken ct)
        {
            using var registration = ct.Register(fired.Open);
            started.Open();
            await fired.WaitAsync();
            ct.ThrowIfCancellationRequested();
            return [];
        }

        var callers = new List<Task> { Store.GuardedGetAsync(key, Body, Minute, cancellationToken: sources[0].Token).AsTask() };
        await started.WaitAsync();
        callers.AddRange(sources.Skip(1).Select(source => Store.GuardedGetAsync(key, Body, Minute, cancellationToken: source.Token).AsTask()));

        for (var i = 0; i < count; i++)
        {
            Assert.False(fired.IsOpen);
            await sources[i].CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => callers[i]);
        }

        await fired.WaitAsync();
        foreach (var source in sources)
            source.Dispose();
    }

    [Fact]
    public async Task C3_A_caller_that_cannot_cancel_keeps_the_body_alive()
    {
        var key = NewKey();
        var (started, gate) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var cancelled = false;
        var leaves = Store.GuardedGetAsync(key, async ct =>
        {
            started.Open();
            await gate.WaitAsync();
            cancelled = ct.IsCancellationRequested;
            return [1];
        }, Minute, cancellationToken: leaving.Token).AsTask();
        await started.WaitAsync();
        var stays = Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        gate.Open();

        Assert.Equal([1], await stays);
        Assert.False(cancelled);
    }

    [Fact]
    public async Task C4_When_the_last_caller_leaves_the_lease_is_released_though_the_body_ignores_its_token()
    {
        var key = NewKey();
        var (started, never) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var leaves = Store.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await never.WaitAsync();
            return [1];
        }, Minute, lockTtl: Minute, cancellationToken: leaving.Token).AsTask();
        await started.WaitAsync();
        Assert.True(await IsLeasedAsync(key));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        // Neither a caller on this client nor one elsewhere waits for the body that nobody wants any more.
        Assert.Equal([2], await Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute));
        never.Open();
    }

    [Fact]
    public async Task C5_A_flight_that_ends_late_does_not_remove_its_successor()
    {
        var key = NewKey();
        var (firstStarted, firstGate, firstEnded) = (new Gate(), new Gate(), new Gate());
        var (secondStarted, secondGate) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var first = Store.GuardedGetAsync(key, async _ =>
        {
            firstStarted.Open();
            await firstGate.WaitAsync();
            firstEnded.Open();
            return [1];
        }, Minute, cancellationToken: leaving.Token).AsTask();
        await firstStarted.WaitAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = Store.GuardedGetAsync(key, async _ =>
        {
            secondStarted.Open();
            await secondGate.WaitAsync();
            return [2];
        }, Minute).AsTask();
        await secondStarted.WaitAsync();

        firstGate.Open();
        await firstEnded.WaitAsync();
        var third = Store.GuardedGetAsync(key, _ => throw new InvalidOperationException("The second flight was lost from the map."), Minute).AsTask();
        secondGate.Open();

        Assert.Equal([2], await second);
        Assert.Equal([2], await third);
        Assert.Equal([2], await Store.GetAsync(key));
    }

    [Fact]
    public async Task C6_A_token_cancelled_on_entry_throws_before_any_operation()
    {
        var client = OtherClient();
        var token = new CancellationToken(canceled: true);

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await client.GuardedGetAsync(NewKey(), _ => throw new InvalidOperationException("The body ran."), Minute, cancellationToken: token));

        Assert.Equal(token, cancelled.CancellationToken);
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task C7_The_body_sees_the_ambient_values_of_the_caller_that_starts_the_flight()
    {
        var ambient = new AsyncLocal<string> { Value = "request 1" };
        string? seen = null;

        await Store.GuardedGetAsync(NewKey(), _ =>
        {
            seen = ambient.Value;
            return ValueTask.FromResult<byte[]>([]);
        }, Minute);

        Assert.Equal("request 1", seen);
    }
}
