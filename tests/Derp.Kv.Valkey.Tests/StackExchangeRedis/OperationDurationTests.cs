using System.Diagnostics.Metrics;
using Derp.Kv.Coordination;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary><c>db.client.operation.duration</c>, as the conventions of OpenTelemetry want it.</summary>
public sealed class OperationDurationTests : OwnServerTests
{
    private static readonly LeaseToken s_token = LeaseToken.Create();

    public static TheoryData<string, string, string?> Operations => new()
    {
        { "get", "GET", null },
        { "set", "SET", null },
        { "set nx get", "SET", null },
        { "delete", "UNLINK", null },
        { "mget", "MGET", null },
        { "scan", "SCAN", null },
        { "ttl", "PTTL", null },
        { "connect", "PING", null },
        { "guarded get of a stored value", "GET", null },
        { "compare and set", "EVALSHA", "CompareAndSet" },
        { "lease", "EVALSHA", "GetOrLease" },
        { "invalidate", "EVALSHA", "Invalidate" },
        { "invalidate a tag", "EVALSHA", "InvalidateTag" },
        { "limit", "EVALSHA", "AcquirePermit" },
    };

    private Func<Task> Operation(string name) => name switch
    {
        "get" => () => Client.GetAsync(Key).AsTask(),
        "set" => () => Client.SetAsync(Key, Value).AsTask(),
        "set nx get" => () => Client.SetNxGetAsync(Key, Value, Minute).AsTask(),
        "delete" => () => Client.DeleteAsync(Key).AsTask(),
        "mget" => () => Client.MGetAsync([Key, Value]).AsTask(),
        "scan" => async () => await ListAsync(Client.ScanAsync()),
        "ttl" => () => Client.TtlAsync(Key).AsTask(),
        "connect" => () => Client.ConnectAsync().AsTask(),
        "guarded get of a stored value" => () => Client.GuardedGetAsync(Value, static _ => new([1]), Minute).AsTask(),
        "compare and set" => () => Client.CompareAndSetAsync(Key, Value, Value).AsTask(),
        "lease" => () => Client.GetOrLeaseAsync("lease"u8.ToArray(), s_token, Minute).AsTask(),
        "invalidate" => () => Client.InvalidateAsync(Key).AsTask(),
        "invalidate a tag" => () => Client.InvalidateTagAsync("tag"u8.ToArray()).AsTask(),
        "limit" => () => Client.RateLimitAsync("user", 100, Minute).AsTask(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such operation."),
    };

    private static async Task ListAsync(IAsyncEnumerable<byte[]> keys)
    {
        await foreach (var _ in keys)
        {
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_is_measured_with_the_attributes_of_the_conventions(string name, string command, string? script)
    {
        await Client.SetAsync(Value, Value);
        using var recorder = new Recorder(Server.Port);

        await Operation(name)();

        var (seconds, tags) = Assert.Single(recorder.Measurements.DistinctBy(static one => string.Join(',', one.Tags)));
        Assert.InRange(seconds, 0, 20);
        var expected = new Dictionary<string, object?>
        {
            ["db.system.name"] = "redis",
            ["db.namespace"] = "0",
            ["db.operation.name"] = command,
            ["server.address"] = "127.0.0.1",
            ["server.port"] = Server.Port,
        };
        if (script is not null)
            expected.Add("db.stored_procedure.name", script);
        Assert.Equal(expected, tags);
        Assert.Equal("s", recorder.Unit);
        Assert.Equal([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10], recorder.Buckets);
    }

    [Fact]
    public async Task A_servers_error_is_named_by_its_code()
    {
        await Server.CommandAsync("RPUSH", "key", "1");
        using var recorder = new Recorder(Server.Port);

        await Assert.ThrowsAsync<KvException>(() => Client.GetAsync(Key).AsTask());

        var (_, tags) = Assert.Single(recorder.Measurements);
        Assert.Equal("WRONGTYPE", tags["db.response.status_code"]);
        Assert.Equal("WRONGTYPE", tags["error.type"]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_time_out_and_one_that_is_gone_an_exception()
    {
        await using var client = new StackExchangeRedisKvClient(Server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromMilliseconds(200) });
        await client.ConnectAsync();
        using var recorder = new Recorder(Server.Port);

        Server.Suspend();
        await Assert.ThrowsAsync<KvUnavailableException>(() => client.GetAsync(Key).AsTask());
        Server.Resume();
        Server.Kill();
        await Assert.ThrowsAsync<KvUnavailableException>(() => Client.GetAsync(Key).AsTask());

        Assert.Equal(["timeout", typeof(KvUnavailableException).FullName], recorder.Measurements.Select(static one => one.Tags["error.type"]));
        Assert.All(recorder.Measurements, static one => Assert.DoesNotContain("db.response.status_code", one.Tags));
    }

    [Fact]
    public async Task Memory_is_no_database_and_is_not_measured()
    {
        using var recorder = new Recorder(port: null);
        await using var memory = new MemoryKvClient();

        await memory.GetAsync(Key);

        Assert.Empty(recorder.Measurements);
    }

    // All tests share the meter; the port tells their measurements apart, and of what has none, whose call it is.
    private sealed class Recorder : IDisposable
    {
        private static readonly AsyncLocal<Recorder?> s_current = new();

        private readonly MeterListener _listener = new();
        private readonly List<(double Seconds, Dictionary<string, object?> Tags)> _measurements = [];

        public Recorder(int? port)
        {
            s_current.Value = this;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is not Histogram<double> { Name: "db.client.operation.duration", Meter.Name: "Derp.Kv" } duration)
                    return;
                (Unit, Buckets) = (duration.Unit, duration.Advice?.HistogramBucketBoundaries ?? []);
                listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            {
                var all = tags.ToArray().ToDictionary();
                lock (_measurements)
                {
                    if (all.GetValueOrDefault("server.port") is var own && (port is null ? own is null && s_current.Value == this : port.Equals(own)))
                        _measurements.Add((seconds, all));
                }
            });
            _listener.Start();
        }

        public string? Unit { get; private set; }

        public IReadOnlyList<double> Buckets { get; private set; } = [];

        public IReadOnlyList<(double Seconds, Dictionary<string, object?> Tags)> Measurements
        {
            get
            {
                lock (_measurements)
                    return [.. _measurements];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
