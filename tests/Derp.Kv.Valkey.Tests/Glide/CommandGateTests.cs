using Derp.Kv.Valkey.Channel;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class CommandGateTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task No_more_are_in_flight_than_the_bound_and_the_next_enters_when_one_is_answered()
    {
        var gate = new CommandGate(CommandGate.MostInFlight);
        var replies = Enumerable.Range(0, 2 * CommandGate.MostInFlight).Select(static _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var sent = 0;
        var calls = replies.Select(reply => RunAsync(gate, reply, () => Interlocked.Increment(ref sent))).ToArray();
        Assert.Equal(900, Volatile.Read(ref sent));

        for (var i = 0; i < replies.Length; i++)
            replies[i].SetResult(i);
        Assert.Equal(Enumerable.Range(0, replies.Length), await Task.WhenAll(calls));
        Assert.Equal(replies.Length, sent);
    }

    [Fact]
    public async Task Waiter_who_cancels_leaves_with_his_token_and_sends_nothing()
    {
        var (gate, reply) = Full();
        using var source = new CancellationTokenSource();
        var sent = false;
        var waiter = RunAsync(gate, new(), () => sent = true, source.Token);
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter)).CancellationToken);

        reply.SetResult(1);
        Assert.Equal(2, await RunAsync(gate, Answered(2)));
        Assert.False(sent);
    }

    [Fact]
    public async Task Waiter_whose_time_runs_out_sends_nothing()
    {
        var (gate, _) = Full();
        var sent = false;
        var waiter = RunAsync(gate, new(), () => sent = true);
        _time.Advance(s_timeout);
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => waiter)).OutcomeUnknown);
        Assert.False(sent);
    }

    [Fact]
    public async Task Command_whose_caller_has_given_up_before_its_turn_is_not_sent()
    {
        var gate = new CommandGate(1);
        var late = new Deadline(s_timeout, _time);
        _time.Advance(s_timeout);
        var failure = await Assert.ThrowsAsync<KvUnavailableException>(() => gate.RunAsync<int, int>(0, static _ => throw new InvalidOperationException("It was sent."), late, CancellationToken.None));
        Assert.False(failure.OutcomeUnknown);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(gate, new(), static () => throw new InvalidOperationException("It was sent."), new CancellationToken(canceled: true)));
        Assert.Equal(1, await RunAsync(gate, Answered(1)));
    }

    [Fact]
    public async Task Unanswered_command_keeps_its_place_after_its_caller_has_left()
    {
        var (gate, reply) = Full(out var caller);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<System.TimeoutException>(() => caller);

        var next = RunAsync(gate, Answered(2));
        Assert.False(next.IsCompleted);
        reply.SetResult(1);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task Caller_who_cancels_leaves_at_once_and_the_gate_is_drained_when_the_answer_comes()
    {
        var gate = new CommandGate(2);
        var reply = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new CancellationTokenSource();
        var call = RunAsync(gate, reply, null, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        gate.Close();
        Assert.False(gate.Drained.IsCompleted);
        reply.SetException(new InvalidOperationException());
        await gate.Drained;
    }

    [Fact]
    public async Task Closed_gate_lets_nothing_in_and_turns_waiters_away()
    {
        var (gate, reply) = Full(out var inside);
        var sent = false;
        var waiter = RunAsync(gate, new(), () => sent = true);
        gate.Close();
        gate.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiter);
        Assert.Throws<ObjectDisposedException>(gate.ThrowIfClosed);

        reply.SetResult(1);
        Assert.Equal(1, await inside);
        await gate.Drained;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync(gate, new(), () => sent = true));
        Assert.False(sent);
    }

    [Fact]
    public async Task Gate_that_is_empty_when_it_closes_is_drained()
    {
        var gate = new CommandGate(1);
        Assert.Equal(1, await RunAsync(gate, Answered(1)));
        gate.Close();
        await gate.Drained;
    }

    [Fact]
    public async Task Call_that_cannot_be_started_gives_its_place_back()
    {
        var gate = new CommandGate(1);
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<DllNotFoundException>(() => RunAsync(gate, new(), static () => throw new DllNotFoundException()));
        Assert.Equal(1, await RunAsync(gate, Answered(1)));
        gate.Close();
        await gate.Drained;
    }

    [Fact]
    public async Task Of_many_that_race_the_close_each_is_sent_before_the_drain_or_refused()
    {
        for (var round = 0; round < 50; round++)
        {
            var gate = new CommandGate(4);
            var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var ended = false;
            var late = 0;
            var calls = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
            {
                await open.Task;
                try
                {
                    await gate.RunAsync(
                        0,
                        async _ =>
                        {
                            if (Volatile.Read(ref ended))
                                Interlocked.Increment(ref late);
                            await Task.Yield();
                            if (Volatile.Read(ref ended))
                                Interlocked.Increment(ref late);
                            return 0;
                        },
                        new Deadline(TimeSpan.FromMinutes(1), TimeProvider.System),
                        CancellationToken.None);
                }
                catch (ObjectDisposedException)
                {
                }
            })).ToArray();
            open.SetResult();
            await Task.Yield();
            gate.Close();
            await gate.Drained;
            Volatile.Write(ref ended, true);
            await Task.WhenAll(calls);
            Assert.Equal(0, late);
        }
    }

    private (CommandGate Gate, TaskCompletionSource<int> Reply) Full() => Full(out _);

    private (CommandGate Gate, TaskCompletionSource<int> Reply) Full(out Task<int> inside)
    {
        var gate = new CommandGate(1);
        var reply = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        inside = RunAsync(gate, reply);
        return (gate, reply);
    }

    private static TaskCompletionSource<int> Answered(int result)
    {
        var reply = new TaskCompletionSource<int>();
        reply.SetResult(result);
        return reply;
    }

    private Task<int> RunAsync(CommandGate gate, TaskCompletionSource<int> reply, Action? onSend = null, CancellationToken cancellationToken = default)
    {
        var call = gate.RunAsync(
            reply,
            state =>
            {
                onSend?.Invoke();
                return state.Task;
            },
            new Deadline(s_timeout, _time),
            cancellationToken);

        // Some tests leave calls behind that time out one day.
        _ = call.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return call;
    }
}
