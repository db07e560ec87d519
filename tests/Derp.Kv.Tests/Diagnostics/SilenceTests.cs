using System.Diagnostics;
using System.Reflection;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Diagnostics;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using Derp.Kv.Tests.Runtime;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>Runs when no other test does: listeners are the process's, and threads that are to meet need their processors.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

/// <summary>What nobody listens to costs nothing.</summary>
[Collection<Alone>]
public sealed class SilenceTests
{
    private const int Times = 2000;

    private static bool IsOptimized =>
        typeof(KvClient).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private sealed class CountingClock : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp()
        {
            Looks++;
            return base.GetTimestamp();
        }
    }

    [Fact]
    public async Task Instruments_and_activities_allocate_nothing()
    {
        var clock = new CountingClock();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = clock });
        var before = clock.Looks;
        var flight = new SilentFlight();
        Action all = () =>
        {
            KvMetrics.Hit("m");
            KvMetrics.Miss("m");
            KvMetrics.FailOpen("m", "get");
            KvMetrics.Decided("m", default);
            _ = KvActivities.Start(KvActivities.Limit, "m");
            var wait = new WaitTrace(client, "m", KvMetrics.CacheWaits);
            wait.Begin();
            wait.End("value");
            Now(BodyTrace.RunAsync(flight, "m", leased: true, clock, 0, static (_, _) => ValueTask.FromResult(1), default));
            Now(BodyTrace.RunAsync("m", clock, 0, static (_, _) => ValueTask.FromResult(1), default));
        };

        Assert.Equal(0, BytesOf(all));
        Assert.Equal(before, clock.Looks);
    }

    [Fact]
    public async Task A_hit_costs_its_key_and_its_read_and_no_look_at_the_clock()
    {
        var clock = new CountingClock();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = clock });
        var method = new CachedMethod<TestKey, int>("Tests.Silence", "test:{name}", "int", KvSerializers.Int32, new CachedPolicy { Ttl = TimeSpan.FromHours(1) });
        var key = TestKey.Bytes("a");
        await HitAsync();

        var keys = BytesOf(() => KeyBuilder.Build(client, default, new TestKey("a")));
        var reads = BytesOf(() => Now(client.GetAsync(key)));
        var hits = BytesOf(() => Now(HitAsync()));
        var looks = Looks(() => Now(HitAsync()));

        // A build for debugging keeps the state of asynchronous methods on the heap.
        Assert.InRange(hits, 1, keys + reads + (IsOptimized ? 0 : 1024));
        Assert.Equal(Looks(() => Now(client.GetAsync(key))), looks);

        ValueTask<int> HitAsync() => method.InvokeAsync(client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult(1), default);

        int Looks(Action call)
        {
            var before = clock.Looks;
            call();
            return clock.Looks - before;
        }
    }

    private static long BytesOf(Action call)
    {
        for (var i = 0; i < Times; i++)
            call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
            call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }

    private static void Now<T>(ValueTask<T> call)
    {
        if (!call.IsCompletedSuccessfully)
            throw new InvalidOperationException("In memory a call ends at once.");
        _ = call.Result;
    }

    private sealed class SilentFlight() : Flight([], Background.Pool)
    {
        public override string Method => "test";

        protected override Task<FlightOutcome> ProduceAsync() => throw new NotSupportedException();

        protected override Task ReleaseAsync() => throw new NotSupportedException();
    }
}
