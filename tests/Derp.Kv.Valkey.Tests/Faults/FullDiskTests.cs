using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>
/// The append-only file can grow no further. A limit to the size of the server's files stands for the full disk: its
/// writes fail in the same way, only with another number.
/// </summary>
public sealed class FullDiskTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    protected override string[] ServerArguments => ["--appendonly", "yes", "--auto-aof-rewrite-percentage", "0"];

    [Fact]
    public async Task C25_I20_I22_R13_Synced_every_second_the_server_stays_and_refuses_writes()
    {
        await StartWithLittleRoomAsync("everysec");
        Assert.Equal("run 1", await PayAsync("paid"));
        await FillAsync();

        Assert.Equal("run 1", await PayAsync("paid"));
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => PayAsync("new"))).OutcomeUnknown);
        Assert.Equal(1, _runs);
        Assert.Equal([1], await Client.GuardedGetAsync(Bytes("key"), _ => ValueTask.FromResult<byte[]>([1]), Minute, ShortLease));
        Assert.True((await Client.RateLimitAsync("alice", 1, Minute)) is { Allowed: true, Counted: false });

        await RestartWithRoomAsync();
        Assert.Equal("run 1", await PayAsync("paid"));
        Assert.Equal("run 2", await PayAsync("new"));
    }

    [Fact]
    public async Task C25_I20_Synced_at_each_write_the_server_ends_and_has_lost_nothing_that_it_answered()
    {
        await StartWithLittleRoomAsync("always");
        Assert.Equal("run 1", await PayAsync("paid"));
        var written = await FillAsync();

        await Assert.ThrowsAsync<KvUnavailableException>(() => PayAsync("new"));
        Assert.Equal([1], await Client.GuardedGetAsync(Bytes("key"), _ => ValueTask.FromResult<byte[]>([1]), Minute, ShortLease));

        await RestartWithRoomAsync();
        Assert.Equal("run 1", await PayAsync("paid"));
        for (var i = 0; i < written; i++)
            Assert.True(await Client.ExistsAsync(Bytes($"filler:{i}")));
    }

    private async Task StartWithLittleRoomAsync(string sync)
    {
        Bench.Server.Kill();
        Bench.Server.LargestFile = 64;
        await Bench.Server.RestartAsync();
        await Bench.RecoversAsync();
        await Bench.Server.CommandAsync("CONFIG", "SET", "appendfsync", sync);
    }

    // The last of these is the one that does not go in.
    private async Task<int> FillAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                await Client.SetAsync(Bytes($"filler:{i}"), new byte[100], Minute);
            }
            catch (KvUnavailableException)
            {
                return i;
            }
        }

        throw new InvalidOperationException("The disk did not fill up.");
    }

    private async Task RestartWithRoomAsync()
    {
        Bench.Server.LargestFile = null;
        await Bench.Server.RestartAsync();
        await Bench.RecoversAsync();
    }

    private async Task<string?> PayAsync(string order) => (await Client.IdempotentExecuteAsync(
        order, _ => ValueTask.FromResult<string?>($"run {Interlocked.Increment(ref _runs)}"), Utf8Serializer.Instance, options: new() { LockTtl = ShortLease })).Value;
}
