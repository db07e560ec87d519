using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>A client on a clock of the test's, a method name of its own, and all that is said of it.</summary>
internal sealed class Watched : IAsyncDisposable
{
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan ClaimPoll = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly FakeLogCollector _logs = new();

    public Watched()
    {
        Metrics = new MetricRecorder(Method);
        Activities = new ActivityRecorder(Method);
        var options = new KvClientOptions
        {
            TimeProvider = Time,
            MaxValueSize = 100,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Trace)),
        };
        Store = new MemoryKvClient(options);
        Client = new InterceptingKvClient(Store, options);
    }

    public string Method { get; } = $"Tests.Watched.{Guid.NewGuid():N}";

    public byte[] Key { get; } = Guid.NewGuid().ToByteArray();

    public TimerClock Time { get; } = new();

    public MemoryKvClient Store { get; }

    public InterceptingKvClient Client { get; }

    public MetricRecorder Metrics { get; }

    public ActivityRecorder Activities { get; }

    public IReadOnlyList<FakeLogRecord> Logs => _logs.GetSnapshot();

    public IEnumerable<(int, LogLevel)> Events => Logs.Where(static record => record.Level > LogLevel.Debug).Select(static record => (record.Id.Id, record.Level));

    /// <summary>Another process holds the key's lease, and the client hears of its end: it waits once, not again with each step of its subscription.</summary>
    public async Task<LeaseToken> HeldByAnotherAsync()
    {
        await (Client.Notices.TurnOn() ?? Task.CompletedTask);
        var holder = LeaseToken.Create();
        await Store.GetOrLeaseAsync(Key, holder, s_hour);
        return holder;
    }

    public Task<byte[]> GetAsync(Func<CancellationToken, ValueTask<byte[]>> body, CancellationToken cancellationToken = default) =>
        Client.GuardAsync(
            [.. Key],
            IdentityCodec.Instance,
            new GuardedCall<Func<CancellationToken, ValueTask<byte[]>>, byte[]>(new GuardPolicy(Method, s_hour, Lease, Poll), body, static (body, ct) => body(ct)),
            cancellationToken).AsTask();

    public Task<byte[]> GetAsync(CancellationToken cancellationToken = default) => GetAsync(static _ => ValueTask.FromResult<byte[]>([1]), cancellationToken);

    public Task<IdempotentResult<string?>> ExecuteAsync(
        Func<CancellationToken, ValueTask<IdempotentResult<string?>>> body,
        IdempotencyOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Client.ExecuteOnceAsync(
            Key,
            default,
            Utf8Serializer.Instance,
            ClaimPolicy.Of(Method, default, s_hour, options ?? new IdempotencyOptions { LockTtl = Lease }),
            body,
            static (body, ct) => body(ct),
            cancellationToken).AsTask();

    public Task<IdempotentResult<string?>> ExecuteAsync(IdempotencyOptions? options = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync(static _ => ValueTask.FromResult(new IdempotentResult<string?>("paid", 200, false)), options, cancellationToken);

    public ValueTask<RateLimitResult> LimitAsync(long limit) =>
        Client.LimitAsync(Key, new PermitRequest(limit, TimeSpan.FromMinutes(1)), RateLimitUnavailable.Throw, Method, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Store.DisposeAsync();
        Metrics.Dispose();
        Activities.Dispose();
    }
}
