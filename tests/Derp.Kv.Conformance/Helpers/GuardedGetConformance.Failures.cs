namespace Derp.Kv.Conformance;

// A body that fails: every caller hears of it, nothing stays behind.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C10_C11_The_bodys_exception_reaches_every_caller_and_the_next_call_runs_it_again()
    {
        var key = NewKey();
        var (runs, started, gate) = (0, new Gate(), new Gate());
        async ValueTask<byte[]> Failing(CancellationToken ct)
        {
            Interlocked.Increment(ref runs);
            started.Open();
            await gate.WaitAsync();
            throw new FormatException("from the body");
        }

        var leader = Store.GuardedGetAsync(key, Failing, Minute).AsTask();
        await started.WaitAsync();
        var waiters = Enumerable.Range(0, 8).Select(_ => Store.GuardedGetAsync(key, Failing, Minute).AsTask()).ToArray();
        gate.Open();

        foreach (var caller in waiters.Append(leader))
            Assert.Equal("from the body", (await Assert.ThrowsAsync<FormatException>(() => caller)).Message);
        Assert.Equal(1, runs);
        Assert.Null(await Store.GetAsync(key));
        Assert.Equal([5], await Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([5]), Minute));
    }

    [Fact]
    public async Task C10_A_body_that_fails_after_its_caller_has_left_is_run_by_one_who_stayed()
    {
        var key = NewKey();
        var (started, gate) = (new Gate(), new Gate());
        var (firstRuns, laterRuns) = (0, 0);
        using var leaving = new CancellationTokenSource();
        var first = Store.GuardedGetAsync(key, async _ =>
        {
            firstRuns++;
            started.Open();
            await gate.WaitAsync();
            throw new ObjectDisposedException("the scope of the caller that left");
        }, Minute, cancellationToken: leaving.Token).AsTask();
        await started.WaitAsync();

        // Joined before any operation: the flight is there.
        var others = Enumerable.Range(0, 4).Select(i => Store.GuardedGetAsync(key, _ =>
        {
            Interlocked.Increment(ref laterRuns);
            return ValueTask.FromResult<byte[]>([8]);
        }, Minute).AsTask()).ToArray();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Open();

        Assert.All(await Task.WhenAll(others), value => Assert.Equal([8], value));
        Assert.Equal((1, 1), (firstRuns, laterRuns));
    }

    [Fact]
    public async Task C12_A_body_that_throws_before_it_returns_its_task_leaks_no_lease()
    {
        var key = NewKey();
        var client = OtherClient();

        await Assert.ThrowsAsync<FormatException>(async () => await client.GuardedGetAsync(key, _ => throw new FormatException(), Minute, lockTtl: Minute));

        await GoneAsync(Coordination.Leases.LeaseKey.Of(key));
        Assert.Equal([5], await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([5]), Minute));
    }

    [Fact]
    public async Task C13_A_time_out_inside_the_body_is_an_ordinary_failure()
    {
        var key = NewKey();
        using var caller = new CancellationTokenSource();
        using var inner = new CancellationTokenSource();
        await inner.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Store.GuardedGetAsync(key, _ => throw new OperationCanceledException(inner.Token), Minute, cancellationToken: caller.Token));

        Assert.Equal(inner.Token, exception.CancellationToken);
        await GoneAsync(Coordination.Leases.LeaseKey.Of(key));
    }

    [Fact]
    public async Task A_body_that_returns_null_fails_and_stores_nothing()
    {
        var key = NewKey();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>(null!), Minute));

        Assert.Null(await Store.GetAsync(key));
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_without_an_operation()
    {
        var client = OtherClient();
        static ValueTask<byte[]> Body(CancellationToken ct) => ValueTask.FromResult<byte[]>([]);

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await client.GuardedGetAsync(NewKey(), null!, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.GuardedGetAsync(NewKey(), Body, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.GuardedGetAsync(NewKey(), Body, Minute, lockTtl: TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.GuardedGetAsync(NewKey(), Body, Minute, retryDelay: TimeSpan.FromTicks(-1)));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.GuardedGetAsync(Bytes("{a}%lock"), Body, Minute));
        Assert.Empty(client.Operations);
    }
}
