using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>C28: the breaker's state and its changes, as a dashboard sees them.</summary>
public sealed class BreakerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new($"Tests.{Guid.NewGuid():N}");
    private readonly BreakerRegistry _registry;

    public BreakerTests() => _registry = new BreakerRegistry(_meter);

    private List<(string Client, int Open)> Observe()
    {
        var seen = new List<(string, int)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == _meter)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen.Add(((string)tags[0].Value!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. seen.Order()];
    }

    private CircuitBreaker Add(string client, Action<bool>? changed = null)
    {
        var breaker = new CircuitBreaker(_time, new Report(changed));
        _registry.Add(breaker, client, BreakerReport.Reads);
        return breaker;
    }

    private sealed class Report(Action<bool>? changed) : IBreakerReport
    {
        public void Changed(bool open) => changed?.Invoke(open);

        public void StillOpen()
        {
        }
    }

    private static void Open(CircuitBreaker breaker)
    {
        for (var i = 0; i < 5; i++)
            breaker.Failed();
    }

    [Fact]
    public void Open_breakers_are_summed_by_kind_of_client_and_fall_to_zero()
    {
        var (a, b, c) = (Add("A"), Add("A"), Add("C"));
        Assert.Equal([("A", 0), ("C", 0)], Observe());

        Open(a);
        Open(b);
        Assert.Equal([("A", 2), ("C", 0)], Observe());

        a.Succeeded();
        Assert.Equal([("A", 1), ("C", 0)], Observe());
        GC.KeepAlive(c);
    }

    [Fact]
    public void A_client_that_is_disposed_of_is_not_reported_any_more()
    {
        var breaker = Add("A");
        Open(breaker);

        _registry.Remove(breaker);

        Assert.Empty(Observe());
    }

    [Fact]
    public void A_client_that_was_forgotten_while_open_is_not_kept()
    {
        Forget();

        // What a collection leaves is the runtime's affair; that it ends is ours.
        for (var i = 0; i < 100 && Observe().Count > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(Observe());

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Forget() => Open(Add("A"));
    }

    [Fact]
    public void Each_change_is_told_once()
    {
        var changes = new List<bool>();
        var breaker = Add("A", changes.Add);

        Open(breaker);
        Open(breaker);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryPass());
        breaker.Failed();
        breaker.Succeeded();
        breaker.Succeeded();

        Assert.Equal([true, false], changes);
    }

    [Fact]
    public void Of_concurrent_failures_one_opens()
    {
        for (var round = 0; round < 200; round++)
        {
            var opened = 0;
            var breaker = new CircuitBreaker(_time, new Report(_ => Interlocked.Increment(ref opened)));
            using var barrier = new Barrier(4);

            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                barrier.SignalAndWait();
                Open(breaker);
            })).ToList();
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());

            Assert.Equal(1, opened);
        }
    }

    [Fact]
    public void C28_Two_time_outs_in_a_row_open_however_far_apart_and_a_success_between_them_does_not()
    {
        var breaker = Add("A");
        breaker.Failed(timedOut: true);
        breaker.Succeeded();
        breaker.Failed(timedOut: true);
        Assert.False(breaker.IsOpen);

        _time.Advance(TimeSpan.FromMinutes(1));
        breaker.Failed(timedOut: true);

        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public void C28_A_store_that_comes_and_goes_is_logged_once_in_ten_seconds_and_one_that_stays_away_is_logged()
    {
        var said = new List<string>();
        var report = new BreakerReport("A", BreakerReport.Reads, _time, () => said.Add("opened"), () => said.Add("closed"));
        for (var i = 0; i < 9; i++)
        {
            report.Changed(open: true);
            report.Changed(open: false);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["opened", "closed"], said);

        // The last opening was not told. It lasts, and is.
        report.Changed(open: true);
        report.StillOpen();
        Assert.Equal(2, said.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        report.StillOpen();
        report.StillOpen();
        report.Changed(open: false);
        Assert.Equal(["opened", "closed", "opened", "closed"], said);
    }

    [Fact]
    public async Task A_clients_breaker_is_seen_from_its_birth_and_its_changes_are_counted()
    {
        using var metrics = new MetricRecorder(nameof(InterceptingKvClient), tag: "client");
        await using var store = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });
        await using var client = new InterceptingKvClient(store);
        client.TakeDown();
        for (var i = 0; i < 5; i++)
            await client.GuardedGetAsync(new byte[] { 1 }, static _ => ValueTask.FromResult<byte[]>([1]), TimeSpan.FromMinutes(1));

        metrics.Observe();
        Assert.Contains(metrics.All, static m => m.Name == "breaker.open" && m.Value >= 1);
        Assert.Contains("breaker.transitions(operations=reads, state=open)", metrics.Counts);

        client.BringBack();
        _time.Advance(TimeSpan.FromSeconds(5));
        await client.GuardedGetAsync(new byte[] { 1 }, static _ => ValueTask.FromResult<byte[]>([1]), TimeSpan.FromMinutes(1));
        Assert.Contains("breaker.transitions(operations=reads, state=closed)", metrics.Counts);
    }

    public void Dispose() => _meter.Dispose();
}
