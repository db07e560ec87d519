using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// The server dies, stalls and comes back; what may have been executed is told apart from what was not.
public sealed class FaultTests : OwnServerTests
{
    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Killed_server_fails_fast_and_not_executed_and_the_client_recovers()
    {
        await Client.SetAsync(Key, Value);
        Server.Kill();
        await EndOfConnectionAsync();

        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.GetAsync(Key));
        Assert.False(failure.OutcomeUnknown);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, OperationTimeout);
        await Assert.ThrowsAsync<KvUnavailableException>(async () =>
        {
            await foreach (var _ in Client.ScanAsync())
            {
            }
        });

        await Server.RestartAsync();
        Assert.Null(await Eventually.SucceedsAsync(() => Client.GetAsync(Key)));
        await Client.SetAsync(Key, Value);
        Assert.True((await Client.AcquirePermitAsync("counter"u8.ToArray(), new PermitRequest(3, Minute))).Allowed);
        Assert.False(await Client.CompareAndDeleteAsync(Key, Key));
    }

    [Fact]
    public async Task Server_that_is_not_there_yet_is_found_when_it_comes()
    {
        Server.Kill();
        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.SetAsync(Key, Value));
        Assert.False(failure.OutcomeUnknown);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.ConnectAsync());

        await Server.RestartAsync();
        Assert.True(await Eventually.SucceedsAsync(() => Client.SetNxAsync(Key, Value)));
        await Client.ConnectAsync();
    }

    [Fact]
    public async Task Unanswered_command_has_an_unknown_outcome_and_is_not_sent_again_R14()
    {
        await Client.IncrAsync(Key);
        await Client.AcquirePermitAsync("counter"u8.ToArray(), new PermitRequest(100, Minute));
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");
        var increments = Enumerable.Range(0, 5).Select(_ => Client.IncrAsync(Key).AsTask()).ToArray();
        var permits = Enumerable.Range(0, 5).Select(_ => Client.AcquirePermitAsync("counter"u8.ToArray(), new PermitRequest(100, Minute)).AsTask()).ToArray();
        foreach (var call in increments.Concat<Task>(permits))
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => call)).OutcomeUnknown);

        await Server.CommandAsync("CLIENT", "UNPAUSE");

        // All of them were executed, each once.
        Assert.Equal(7, await Eventually.SucceedsAsync(() => Client.IncrAsync(Key)));
        Assert.Equal(7, (await Client.AcquirePermitAsync("counter"u8.ToArray(), new PermitRequest(100, Minute))).Count);
    }

    [Fact]
    public async Task Command_in_flight_at_the_crash_has_an_unknown_outcome()
    {
        await Client.IncrAsync(Key);
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");
        var call = Client.IncrAsync(Key).AsTask();
        Server.Kill();
        Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => call)).OutcomeUnknown);
    }

    [Fact]
    public async Task Caller_who_cancels_leaves_at_once_with_his_token_and_the_command_stays()
    {
        await Client.IncrAsync(Key);
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");
        using var source = new CancellationTokenSource();
        Task[] calls =
        [
            Client.IncrAsync(Key, source.Token).AsTask(),
            Client.SetAsync("other"u8.ToArray(), Value, null, source.Token).AsTask(),
            Client.CompareAndDeleteAsync("other"u8.ToArray(), Key, source.Token).AsTask(),
            Client.MSetAsync([new(Key, Value)], Minute, source.Token).AsTask(),
        ];
        await source.CancelAsync();
        foreach (var call in calls)
            Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        await Server.CommandAsync("CLIENT", "UNPAUSE");
        Assert.Equal(Value, await Eventually.SucceedsAsync(() => Client.GetAsync("other"u8.ToArray())));
    }

    [Fact]
    public async Task Buffers_of_a_caller_who_left_may_be_reused()
    {
        await Client.ConnectAsync();
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");
        var key = "mine"u8.ToArray();
        var value = new byte[1 << 20];
        using var source = new CancellationTokenSource();
        var call = Client.SetAsync(key, value, null, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        key.AsSpan().Fill((byte)'x');
        value.AsSpan().Fill(1);
        await Server.CommandAsync("CLIENT", "UNPAUSE");

        var stored = await Eventually.SucceedsAsync(() => Client.GetAsync("mine"u8.ToArray()));
        Assert.Equal(1 << 20, stored!.Length);
        Assert.False(stored.AsSpan().ContainsAnyExcept((byte)0));
        Assert.False(await Client.ExistsAsync(key));
    }

    [Fact]
    public async Task Faults_of_abandoned_commands_are_observed()
    {
        var marks = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            lock (marks)
                marks.Add(e.Exception);
        }

        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await AbandonAsync();
            for (var i = 0; i < 5; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        lock (marks)
            Assert.DoesNotContain(marks, static e => e.ToString().Contains("StackExchange.Redis", StringComparison.Ordinal));

        async Task AbandonAsync()
        {
            await Client.CompareAndDeleteAsync(Key, Value);
            await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");
            using var source = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 20).Select(i => i % 2 == 0
                ? Client.CompareAndDeleteAsync(Key, Value, source.Token).AsTask()
                : Client.MSetAsync([new(Key, Value), new(Value, Value)], Minute, source.Token).AsTask()).ToArray();
            await source.CancelAsync();
            foreach (var call in calls)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            Server.Kill();
            await EndOfConnectionAsync();
        }
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_a_dead_server()
    {
        await Client.GetAsync(Key);
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "ALL");
        var call = Client.GetAsync(Key).AsTask();
        var watch = Stopwatch.StartNew();
        await Client.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Client.GetAsync(Key));
    }

    // A process that has ended closes its sockets; the client hears of it a moment later.
    private async Task EndOfConnectionAsync()
    {
        for (var i = 0; i < 500; i++)
        {
            try
            {
                await Client.ExistsAsync(Key);
            }
            catch (KvUnavailableException e) when (!e.OutcomeUnknown)
            {
                return;
            }
            catch (KvUnavailableException)
            {
            }

            await Task.Delay(10);
        }

        Assert.Fail("The client did not notice that its server had ended.");
    }
}
