using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>The server is killed and started again on what it had written down.</summary>
public abstract class PersistenceTests(UnobservedExceptions unobserved, string appendOnly, string sync) : FaultTest(unobserved)
{
    private int _runs;

    protected override string[] ServerArguments => ["--appendonly", appendOnly, "--appendfsync", sync];

    private bool Persists => appendOnly == "yes";

    [Fact]
    public async Task A_restart_loses_everything_without_AOF_and_nothing_that_was_written_down_with_it()
    {
        await GetAsync();
        await PayAsync("paid");
        await Client.RateLimitAsync("alice", 100, Minute);
        await Client.AlreadyProcessedAsync("event");
        var runs = _runs;

        await RestartAsync();

        await GetAsync();
        Assert.Equal(Persists, (await PayAsync("paid")).IsReplay);
        Assert.Equal(Persists ? 2 : 1, (await Client.RateLimitAsync("alice", 100, Minute)).Count);
        Assert.Equal(Persists, await Client.AlreadyProcessedAsync("event"));
        Assert.Equal(Persists ? runs : runs + 2, _runs);
    }

    [Fact]
    public async Task C20_I14_I19_A_restart_under_a_running_body_costs_no_result_and_no_duplicate()
    {
        var (value, result) = (GetAsync(RestartAsync), default(IdempotentResult<string?>));
        await value;
        result = await PayAsync("paid", RestartAsync);
        Assert.False(result.IsReplay);

        // The claim is there again, or nobody took its place: the result is stored either way. A value needs its lease.
        Assert.True((await PayAsync("paid")).IsReplay);
        await GetAsync();
        Assert.Equal(Persists ? 2 : 3, _runs);
    }

    private async Task RestartAsync()
    {
        // Synced every second, the server may answer first and write up to two seconds later.
        if (Persists && sync != "always")
        {
            await Eventually.HoldsAsync(
                async () => await Bench.Server.InfoAsync("persistence", "aof_buffer_length") == "0", "The server should have written its buffer.");
        }

        await Bench.Server.RestartAsync();
        await Bench.RecoversAsync();
    }

    private Task<byte[]> GetAsync(Func<Task>? work = null) => Client.GuardedGetAsync(Bytes("key"), async _ =>
    {
        Interlocked.Increment(ref _runs);
        await (work?.Invoke() ?? Task.CompletedTask);
        return [1];
    }, Minute, TimeSpan.FromSeconds(9)).AsTask();

    private async Task<IdempotentResult<string?>> PayAsync(string order, Func<Task>? work = null) => await Client.IdempotentExecuteAsync(order, async ValueTask<string?> (_) =>
    {
        Interlocked.Increment(ref _runs);
        await (work?.Invoke() ?? Task.CompletedTask);
        return "paid";
    }, Utf8Serializer.Instance, options: new() { LockTtl = TimeSpan.FromSeconds(9) });
}

public sealed class NoPersistenceTests(UnobservedExceptions unobserved) : PersistenceTests(unobserved, "no", "everysec");

public sealed class PersistenceEverySecondTests(UnobservedExceptions unobserved) : PersistenceTests(unobserved, "yes", "everysec");

public sealed class PersistenceAlwaysTests(UnobservedExceptions unobserved) : PersistenceTests(unobserved, "yes", "always");
