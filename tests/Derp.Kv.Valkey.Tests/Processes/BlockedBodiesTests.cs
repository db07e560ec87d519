using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.Processes;

/// <summary>
/// I27: bodies that block their threads, four times as many as the pool of their process has. Nothing of the pool is left to
/// renew, to hear of a reply or to keep a deadline.
/// </summary>
public sealed class BlockedBodiesTests(SharedServer shared)
{
    private const int Bodies = 8;

    [Fact]
    public async Task I14_I27_On_a_server_each_runs_once_over_two_processes()
    {
        var key = Guid.NewGuid().ToString("N");
        await using var client = new StackExchangeRedisKvClient(shared.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
        using var worker = await WorkerProcess.StartAsync(shared.Server.Port, "blocked");
        await worker.SendAsync($"pay server {key} {Bodies} 1000 3000");
        await worker.ExpectAsync("running");
        var runsHere = 0;

        // A duplicate of each, from a process that has all its threads.
        var duplicates = Enumerable.Range(0, Bodies).Select(i => client.IdempotentExecuteAsync(
            $"{key}:{i}",
            ValueTask<string?> (_) =>
            {
                Interlocked.Increment(ref runsHere);
                return new("here");
            },
            Utf8Serializer.Instance,
            options: new() { LockTtl = TimeSpan.FromSeconds(1), WaitTimeout = TimeSpan.FromMinutes(2) }).AsTask()).ToArray();
        await Task.WhenAll(duplicates);

        var result = await ResultAsync(worker);
        Assert.Equal(Bodies, result["runs"] + runsHere);
        Assert.Equal(2, result["atOnce"]);
    }

    [Fact]
    public async Task I14_I27_In_memory_each_of_them_runs_once()
    {
        using var worker = await WorkerProcess.StartAsync(shared.Server.Port, "blocked");
        await worker.SendAsync($"pay memory key {Bodies} 1000 3000");
        await worker.ExpectAsync("running");

        var result = await ResultAsync(worker);
        Assert.Equal(Bodies, result["runs"]);
        Assert.InRange(result["rejected"], Bodies, int.MaxValue);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("server")]
    public async Task C17_I27_Those_that_block_for_ever_are_given_up_and_their_callers_hear_of_it(string store)
    {
        using var worker = await WorkerProcess.StartAsync(shared.Server.Port, "blocked");
        await worker.SendAsync($"hang {store} {Guid.NewGuid():N} {Bodies} 200");

        Assert.Equal(Bodies, (await ResultAsync(worker))["timeouts"]);
    }

    private static async Task<Dictionary<string, int>> ResultAsync(WorkerProcess worker)
    {
        var words = (await worker.ReadAsync(TimeSpan.FromMinutes(2))).Split(' ');
        Assert.Equal("result", words[0]);
        return words.Skip(1).Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
    }
}
