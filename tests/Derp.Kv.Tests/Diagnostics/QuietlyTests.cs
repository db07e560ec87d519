using System.Diagnostics;
using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>I28: listeners that throw where instruments, sources and loggers are made.</summary>
public sealed class QuietlyTests : IDisposable
{
    private readonly Meter _meter = new($"Tests.{Guid.NewGuid():N}");

    [Fact]
    public void I28_A_listener_that_throws_at_a_new_instrument_costs_the_instrument()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == _meter)
                    throw new ListenerFailedException();
            },
        };
        listener.Start();

        var counter = Quietly.Get(() => _meter.CreateCounter<long>("counter"));
        var histogram = Quietly.Get(() => _meter.CreateHistogram<double>("histogram"));
        _ = new BreakerRegistry(_meter);

        Assert.Null(counter);
        Assert.Null(histogram);
        Quietly.Count(counter, default);
        Quietly.Count(counter, default, default);
        Quietly.Count(counter, default, default, default);
        Quietly.Record(histogram, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void I28_A_factory_that_throws_costs_the_log() =>
        Assert.False(QuietLogger.Create(new BrokenFactory(), "Derp.Kv").IsEnabled(LogLevel.Critical));

    [Fact]
    public async Task I28_A_client_is_made_and_works_without_a_log()
    {
        await using var client = new MemoryKvClient(new KvClientOptions { LoggerFactory = new BrokenFactory() });

        await client.SetAsync(new byte[] { 1 }, new byte[] { 2 });

        Assert.Equal([2], await client.GetAsync(new byte[] { 1 }));
    }

    [Fact]
    public void I28_An_activity_whose_listener_throws_leaves_the_callers_in_place()
    {
        var method = $"Tests.{Guid.NewGuid():N}";
        using var outer = new Activity("caller").Start();
        foreach (var at in new[] { 1, 2 })
        {
            using var listeners = new ThrowingListeners(method, Listener.Activities, at);
            using (KvActivities.Start(KvActivities.Limit, method))
            {
            }

            Assert.True(listeners.HasThrown);
            Assert.Same(outer, Activity.Current);
        }
    }

    public void Dispose() => _meter.Dispose();

    private sealed class BrokenFactory : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => throw new ListenerFailedException();

        public void AddProvider(ILoggerProvider provider) => throw new ListenerFailedException();

        public void Dispose()
        {
        }
    }
}
