using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>A guarded get meets each fault at each of its commands.</summary>
public sealed class GuardedGetFaultTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private static readonly byte[] s_key = Bytes("product");
    private int _runs;
    private int _padding;

    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    public static TheoryData<Phase, Fault> Rows => FaultRows.At(Phase.Get, Phase.Acquire, Phase.Renew, Phase.Commit);

    public static TheoryData<Phase, Fault> LargeRows => FaultRows.At(Phase.Stage, Phase.Commit);

    public static TheoryData<Phase, Fault> ReleaseRows => FaultRows.At(Phase.Release);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task C25_C26_C28_The_caller_gets_his_value_and_the_call_asks_no_more_of_the_store(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        Assert.Equal([1], await GetAsync(async () =>
        {
            // The lease is renewed while the body runs.
            if (phase == Phase.Renew)
                await Bench.Struck.WaitAsync();
        }));

        await Bench.Struck.WaitAsync();
        Assert.Equal(1, _runs);
        Assert.Equal(phase, Bench.Seen.Last(seen => seen != Phase.Release));
        Assert.Equal([1], Bench.LogEvents);

        // A commit that only lost its reply has stored; everything else is computed again, by one, and stored.
        await Bench.RestoreAsync();
        var stored = phase == Phase.Commit && fault.KeepsEffect();
        Assert.Equal([(byte)(stored ? 1 : 2)], await GetAsync());
        Assert.Equal([(byte)(stored ? 1 : 2)], await GetAsync());
        Assert.Equal(stored ? 1 : 2, _runs);
    }

    [Theory]
    [MemberData(nameof(LargeRows))]
    public async Task C20_C26_The_caller_gets_a_large_value_and_it_is_stored_as_a_whole_or_not_at_all(Phase phase, Fault fault)
    {
        _padding = 200_000;
        Bench.Arm(phase, fault);

        Assert.Equal(1, (await GetAsync())[0]);

        await Bench.Struck.WaitAsync();
        Assert.Equal(1, _runs);
        Assert.Contains(Phase.Stage, Bench.Seen);

        // Where the first command lost its reply alone, the second one may have been executed.
        await Bench.RestoreAsync();
        var stored = await Client.GetAsync(s_key);
        Assert.True(stored is null || (fault.KeepsEffect() && stored.Length == 1 + _padding && stored[0] == 1), "Something else was stored.");
        var expected = stored is null ? 2 : 1;
        Assert.Equal(expected, (await GetAsync())[0]);
        Assert.Equal(expected, (await GetAsync())[0]);
        Assert.Equal(expected, _runs);
    }

    [Theory]
    [MemberData(nameof(ReleaseRows))]
    public async Task C10_C22_The_bodys_exception_reaches_the_caller_and_the_key_is_free_within_a_lease(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        var failure = await Assert.ThrowsAsync<FormatException>(() => GetAsync(static () => throw new FormatException("the body's own")));
        Assert.Equal("the body's own", failure.Message);
        await Bench.Struck.WaitAsync();

        await Bench.RestoreAsync();
        Assert.Equal([2], await GetAsync());
    }

    [Fact]
    public async Task C27_The_callers_of_a_process_share_the_run_that_meets_a_fault()
    {
        Bench.Arm(Phase.Acquire, Fault.CutAfter);
        var gate = new Gate();

        var callers = Enumerable.Range(0, 64).Select(_ => GetAsync(gate.WaitAsync)).ToArray();
        await Bench.Struck.WaitAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(callers), value => Assert.Equal([1], value));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task C20_A_late_acquire_that_the_server_executes_after_its_caller_gave_up_is_followed_by_a_release()
    {
        await GetAsync();
        await Bench.Client.InvalidateAsync(s_key);
        await Bench.Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");

        Assert.Equal([2], await GetAsync());

        // Both commands wait at the server, in their order.
        await Bench.Server.CommandAsync("CLIENT", "UNPAUSE");
        await Bench.RecoversAsync();
        Assert.Equal(0L, await Bench.Server.CommandAsync("EXISTS", System.Text.Encoding.UTF8.GetString(LeaseKey.Of(s_key))));
        Assert.Equal(0L, await Bench.Server.CommandAsync("EXISTS", "product"));
    }

    [Fact]
    public async Task C29_Invalidation_throws_whether_or_not_it_happened()
    {
        foreach (var fault in new[] { Fault.CutBefore, Fault.CutAfter })
        {
            await GetAsync();
            Bench.Arm(Phase.Invalidate, fault);
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.InvalidateAsync(s_key))).OutcomeUnknown);
            await Bench.RestoreAsync();
            Assert.Equal(fault.IsAfter(), await Client.GetAsync(s_key) is null);
        }
    }

    [Theory]
    [InlineData(Verdict.Drop)]
    [InlineData(Verdict.Cut)]
    [InlineData(Verdict.Silence)]
    public async Task C16_A_notice_that_is_lost_is_made_up_for_by_looking(Verdict verdict)
    {
        var (lost, started, gate) = (new Gate(), new Gate(), new Gate());
        Bench.Proxy.OnPush = () =>
        {
            lost.Open();
            return verdict;
        };
        var lease = TimeSpan.FromSeconds(9);
        await using var other = Bench.Connect();
        var holding = Client.GuardedGetAsync(s_key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, Minute, lease).AsTask();
        await started.WaitAsync();
        var waiting = other.GuardedGetAsync(s_key, static _ => throw new InvalidOperationException("The body ran."), Minute, lease).AsTask();
        await Eventually.HoldsAsync(
            async () => await Bench.Server.CommandAsync("GETRANGE", "{product}%lock", "16", "16") is "\u0001", "The waiter should have marked the lease.");
        gate.Open();

        Assert.Equal([1], await waiting);
        Assert.Equal([1], await holding);
        await lost.WaitAsync();
        Bench.Proxy.OnPush = null;
        Bench.Proxy.CutAll();
    }

    // The value tells which run it is of.
    private Task<byte[]> GetAsync(Func<Task>? work = null) => Client.GuardedGetAsync(
        s_key,
        async _ =>
        {
            var run = Interlocked.Increment(ref _runs);
            await (work?.Invoke() ?? Task.CompletedTask);
            return [(byte)run, .. new byte[_padding]];
        },
        Minute,
        ShortLease).AsTask();
}
