using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>The server forgets its scripts while everyone uses them.</summary>
public sealed class ScriptFlushTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private const int Callers = 16;
    private const int Keys = 40;

    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(20);

    [Fact]
    public async Task C14_I4_R5_No_call_notices()
    {
        var (computed, paid, admitted, flushes) = (0, 0, 0, 0);
        using var done = new CancellationTokenSource();
        var flushing = Task.Run(async () =>
        {
            await using var connection = await RespConnection.OpenAsync(Bench.Server.Port);
            while (!done.IsCancellationRequested)
            {
                await connection.SendAsync("SCRIPT", "FLUSH", "SYNC");
                flushes++;
            }
        });

        var calls = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Keys; i++)
            {
                await Client.GuardedGetAsync(Bytes($"key {i}"), _ => ValueTask.FromResult(BitConverter.GetBytes(Interlocked.Increment(ref computed))), Minute, Minute);
                await Client.IdempotentExecuteAsync($"order {i}", _ => ValueTask.FromResult<string?>($"{Interlocked.Increment(ref paid)}"), Utf8Serializer.Instance);
                if ((await Client.RateLimitAsync("alice", 100, Minute)) is { Allowed: true, Counted: true })
                    Interlocked.Increment(ref admitted);
            }
        })));
        await Task.WhenAny(calls, flushing);
        await done.CancelAsync();
        await Task.WhenAll(calls, flushing);

        Assert.True(flushes > Keys, $"Only {flushes} flushes.");
        Assert.Equal((Keys, Keys, 100), (computed, paid, admitted));
        Assert.Empty(Bench.LogEvents);
    }
}
