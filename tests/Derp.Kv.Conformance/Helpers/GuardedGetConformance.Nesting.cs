namespace Derp.Kv.Conformance;

// Bodies that call cached methods.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C8_A_body_that_calls_itself_with_the_same_key_fails_fast_and_with_another_it_works()
    {
        var (key, other) = (NewKey(), NewKey());
        ValueTask<byte[]> Call(byte[] k, Func<CancellationToken, ValueTask<byte[]>> body) => Store.GuardedGetAsync(k, body, Minute);

        var self = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Call(key, _ => Call(key, _ => ValueTask.FromResult<byte[]>([1]))));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Call(key, _ => Call(other, _ => Call(key, _ => ValueTask.FromResult<byte[]>([1])))));
        var nested = await Call(key, _ => Call(other, _ => ValueTask.FromResult<byte[]>([2])));

        Assert.Contains("same key", self.Message, StringComparison.Ordinal);
        Assert.Equal([2], nested);
    }

    [Fact]
    public async Task C8_Two_bodies_that_call_each_other_fail_fast_and_are_named()
    {
        var (first, second) = (NewKey(), NewKey());
        var (firstRuns, secondRuns) = (new Gate(), new Gate());
        var other = OtherClient();

        // Two callers, over two clients of one process: each body runs before either calls.
        var a = Store.GuardedGetAsync(first, async _ =>
        {
            firstRuns.Open();
            await secondRuns.WaitAsync();
            return await other.GuardedGetAsync(second, _ => throw new InvalidOperationException("A second flight began."), Minute);
        }, Minute, lockTtl: Minute).AsTask();
        await firstRuns.WaitAsync();
        var b = other.GuardedGetAsync(second, async _ =>
        {
            secondRuns.Open();
            return await Store.GuardedGetAsync(first, _ => throw new InvalidOperationException("A first flight began."), Minute);
        }, Minute, lockTtl: Minute).AsTask();

        var failures = await Task.WhenAll(
            Assert.ThrowsAsync<InvalidOperationException>(() => a.WaitAsync(TimeSpan.FromSeconds(30))),
            Assert.ThrowsAsync<InvalidOperationException>(() => b.WaitAsync(TimeSpan.FromSeconds(30))));

        Assert.All(failures, static failure => Assert.Contains("none of them would end", failure.Message, StringComparison.Ordinal));
        Assert.Equal([1], await Store.GuardedGetAsync(first, _ => ValueTask.FromResult<byte[]>([1]), Minute));
    }

    [Fact]
    public async Task C8_Bodies_that_share_what_they_call_do_not_wait_for_each_other()
    {
        var (left, right, shared) = (NewKey(), NewKey(), NewKey());
        var (runs, gate, bothWait) = (0, new Gate(), new CountdownEvent(2));
        async ValueTask<byte[]> Body(CancellationToken ct)
        {
            bothWait.Signal();
            return await Store.GuardedGetAsync(shared, async _ =>
            {
                Interlocked.Increment(ref runs);
                await gate.WaitAsync();
                return [5];
            }, Minute);
        }

        var calls = new[] { left, right }.Select(key => Store.GuardedGetAsync(key, Body, Minute).AsTask()).ToArray();
        Assert.True(bothWait.Wait(TimeSpan.FromSeconds(30)), "Both bodies should run.");
        gate.Open();

        Assert.All(await Task.WhenAll(calls), static value => Assert.Equal([5], value));
        Assert.Equal(1, runs);
    }
}
