using System.Runtime.CompilerServices;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Coordination;

/// <summary>I27: the thread that renewals are sent from, and what it costs those who hold nothing.</summary>
public sealed class KeeperThreadTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private static bool HasThread(KvClient client) => ((KeeperThread)client.Keeper).IsRunning;

    [Fact]
    public async Task A_client_that_holds_nothing_has_no_thread()
    {
        await using var client = new MemoryKvClient();
        await client.SetAsync(new byte[] { 1 }, new byte[] { 2 }, s_minute);
        await client.GuardedGetAsync(new byte[] { 1 }, static _ => throw new InvalidOperationException("The body ran."), s_minute);
        await client.RateLimitAsync("a", 1, s_minute);
        await client.AlreadyProcessedAsync("a");

        Assert.False(HasThread(client));
    }

    [Fact]
    public async Task It_starts_with_the_first_body_and_ends_with_the_client()
    {
        await using var client = new MemoryKvClient();
        await client.GuardedGetAsync(new byte[] { 1 }, static _ => ValueTask.FromResult<byte[]>([1]), s_minute);
        Assert.True(HasThread(client));

        await client.DisposeAsync();

        await Conformance.Eventually.HoldsAsync(() => Task.FromResult(!HasThread(client)), "The thread should have ended.");
    }

    [Fact]
    public async Task It_does_not_run_in_the_flow_of_the_first_caller()
    {
        var ambient = new AsyncLocal<string?> { Value = "first caller" };
        string? seen = "nobody";
        await using var store = new MemoryKvClient();
        await using var client = new InterceptingKvClient(store);
        var renewed = new Gate();
        client.Before = operation =>
        {
            if (operation == "RenewLease")
            {
                seen = ambient.Value;
                renewed.Open();
            }

            return default;
        };
        await client.GuardedGetAsync(new byte[] { 1 }, static _ => ValueTask.FromResult<byte[]>([1]), s_minute);
        ambient.Value = "second caller";

        await client.GuardedGetAsync(
            new byte[] { 2 },
            async _ =>
            {
                await renewed.WaitAsync();
                return [1];
            },
            s_minute,
            lockTtl: TimeSpan.FromMilliseconds(30));

        // Each hold is of its own call: what is logged of it stands in that one's trace.
        Assert.Equal("second caller", seen);
    }

    [Fact]
    public void Of_a_thousand_holds_each_gets_its_turn_when_it_is_due()
    {
        var heap = new HoldHeap();
        var random = new Random(1);
        var holds = Enumerable.Range(0, 1_000).Select(_ => new StillHold(random.Next(10_000))).ToList();
        holds.ForEach(heap.Add);
        foreach (var ended in holds.Where(static (_, i) => i % 3 == 0))
            heap.Remove(ended);

        var order = new List<long>();
        while (heap.First is { } first)
        {
            order.Add(first.Due);
            heap.Remove(first);
        }

        Assert.Equal(holds.Where(static (_, i) => i % 3 != 0).Select(static hold => hold.Due).Order(), order);
    }

    [Fact]
    public void A_client_that_nobody_disposes_of_is_kept_by_no_more_than_its_thread_which_ends()
    {
        var client = Forget();

        // The thread ends when there has been nothing to hold for a while; without one nothing keeps the client.
        for (var i = 0; i < 100 && client.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(client.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Forget()
        {
            var client = new MemoryKvClient();
            _ = client.Keeper;
            return new WeakReference(client);
        }
    }

    private sealed class StillHold : Hold
    {
        private readonly long _due;

        public StillHold(long due)
            : base(new MemoryKvClient(new KvClientOptions { TimeProvider = new StoppedClock() }), s_minute, 0, isRenewing: false)
        {
            _due = due;
            Begin(new NoKeeper());
        }

        protected override Answer Renew() => throw new NotSupportedException();

        protected override void Lost() => throw new NotSupportedException();

        protected override bool Failed(Exception exception) => throw new NotSupportedException();

        protected override TimeSpan? UntilDeadline() => TimeSpan.FromTicks(_due);

        protected override void AtDeadline() => throw new NotSupportedException();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => 0;
    }

    private sealed class NoKeeper : Keeper
    {
        public override void Forget(Hold hold)
        {
        }

        public override void Close()
        {
        }

        protected override void Add(Hold hold)
        {
        }
    }
}
