using System.Runtime.CompilerServices;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Tests.Coordination;

/// <summary>C8: what a body's place among others holds on to.</summary>
public sealed class FlightScopeTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Bodies_that_start_their_successors_and_end_leave_no_chain()
    {
        await using var client = new MemoryKvClient();
        var (last, scopes) = (new Gate(), new List<WeakReference>());
        var gate = new Gate();
        Task? successor = null;

        // Each body starts the next one, which goes on in its flow, and ends before that is far.
        async ValueTask<byte[]> Body(int number, Gate predecessorEnded)
        {
            await predecessorEnded.WaitAsync();
            Note();
            if (number == 200)
            {
                last.Open();
                await gate.WaitAsync();
                return [1];
            }

            var ended = new Gate();
            successor = StartAsync(number + 1, ended).ContinueWith(static _ => { }, TaskScheduler.Default);
            _ = EndsAsync(number, ended);
            return [1];
        }

        Task<byte[]> StartAsync(int number, Gate predecessorEnded) =>
            client.GuardedGetAsync(BitConverter.GetBytes(number), _ => Body(number, predecessorEnded), s_hour).AsTask();

        async Task EndsAsync(int number, Gate ended)
        {
            await Eventually.HoldsAsync(() => Task.FromResult(client.Flights.Find(BitConverter.GetBytes(number)) is null), "The flight should have ended.");
            ended.Open();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Note()
        {
            lock (scopes)
                scopes.Add(new WeakReference(FlightScope.Current));
        }

        var begin = new Gate();
        begin.Open();
        await Task.Run(() => StartAsync(1, begin));
        await last.WaitAsync();

        // The last one runs; of the others at most the few before it are still held by what awaits them.
        var alive = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Task.FromResult((alive = scopes.Count(static scope => scope.IsAlive)) < 20);
            },
            "The places of bodies that ended should have gone.");
        Assert.InRange(alive, 1, 19);
        gate.Open();
        await successor!;
    }

    [Fact]
    public async Task C8_A_circle_of_three_is_found_and_what_a_body_leaves_behind_waits_for_nobody()
    {
        await using var client = new MemoryKvClient();
        byte[][] keys = [[1], [2], [3]];
        using var allRun = new CountdownEvent(3);
        var callers = keys.Select((key, i) => client.GuardedGetAsync(
            key,
            async _ =>
            {
                allRun.Signal();
                Assert.True(await Task.Run(() => allRun.Wait(TimeSpan.FromSeconds(30))), "All three should run.");
                return await client.GuardedGetAsync(keys[(i + 1) % 3], static _ => throw new FormatException("A second flight began."), s_hour);
            },
            s_hour,
            lockTtl: s_hour).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ToArray();

        foreach (var caller in callers)
            Assert.Contains("none of them would end", (await Assert.ThrowsAsync<InvalidOperationException>(() => caller)).Message, StringComparison.Ordinal);

        // The first body ends and leaves a call of the second behind, whose body waits for a new run of the first.
        Task<byte[]>? left = null;
        var firstEnded = new Gate();
        await client.GuardedGetAsync(keys[0], _ =>
        {
            left = Task.Run(async () =>
            {
                await firstEnded.WaitAsync();
                return await client.GuardedGetAsync(keys[1], _ => client.GuardedGetAsync(keys[0], static _ => new([7]), s_hour), s_hour);
            });
            return new ValueTask<byte[]>([6]);
        }, s_hour);
        await client.InvalidateAsync(keys[0]);
        firstEnded.Open();
        Assert.Equal([7], await left!);
    }
}
