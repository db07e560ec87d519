using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Derp.Kv.Conformance;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.RateLimiting;

// What operators see names the limiter, never the partition.
public sealed class KvRateLimiterDiagnosticsTests
{
    [Fact]
    public async Task Decisions_are_counted_under_the_limiters_name()
    {
        var name = Guid.NewGuid().ToString("N");
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Derp.Kv" && instrument.Name.StartsWith("derp.kv.ratelimit.", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            foreach (var (key, value) in tags)
            {
                if (key == "method" && name.Equals(value))
                    seen.Enqueue(instrument.Name["derp.kv.ratelimit.".Length..]);
            }
        });
        listener.Start();
        await using var store = new MemoryKvClient();
        await using var client = new InterceptingKvClient(store);
        var options = new KvRateLimiterOptions { Name = name, Limit = 1, Window = TimeSpan.FromHours(1) };
        await using var limiter = new KvRateLimiter(client, "alice", options);
        await using var other = new KvRateLimiter(client, "bob", options);

        limiter.AttemptAcquire();
        await limiter.AcquireAsync();
        await limiter.AcquireAsync();
        client.TakeDown();
        await other.AcquireAsync();

        Assert.Equal(["admitted", "denied", "not_counted", "admitted"], seen);
    }

    [Fact]
    public async Task K9_An_outage_is_one_warning_without_the_partition()
    {
        var logs = new FakeLogCollector();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        await using var store = new MemoryKvClient();
        await using var client = new InterceptingKvClient(store, new KvClientOptions { LoggerFactory = factory });
        client.TakeDown();
        var options = new KvRateLimiterOptions { Name = "login", Limit = 1, Window = TimeSpan.FromHours(1), OnUnavailable = RateLimitUnavailable.Deny };

        foreach (var partition in (string[])["secret-a", "secret-b"])
        {
            await using var limiter = new KvRateLimiter(client, partition, options);
            for (var i = 0; i < 3; i++)
                Assert.False((await limiter.AcquireAsync()).IsAcquired);
        }

        var record = Assert.Single(logs.GetSnapshot());
        Assert.Equal((1, LogLevel.Warning), (record.Id.Id, record.Level));
        Assert.Contains("login", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", record.Message + record.Exception, StringComparison.Ordinal);
    }
}
