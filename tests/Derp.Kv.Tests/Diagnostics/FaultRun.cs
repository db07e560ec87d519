using Derp.Kv.Conformance;
using Derp.Kv.Runtime;
using Derp.Kv.Tests.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>One call, one of whose operations fails, and all that can be seen of it from outside.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_renewal = s_lease / 3;

    private readonly TimerClock _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _store;
    private readonly InterceptingKvClient _client;
    private readonly Gate _reached = new();
    private readonly StoreStep _step;
    private readonly Fault _fault;
    private readonly string _method = $"Tests.Faults.{Guid.NewGuid():N}";

    public FaultRun(StoreStep step, Fault fault)
    {
        (_step, _fault) = (step, fault);
        Metrics = new MetricRecorder(_method);
        Activities = new ActivityRecorder(_method);
        var options = new KvClientOptions
        {
            TimeProvider = _time,
            OperationTimeout = OperationTimeout,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Trace)),
        };
        _store = new MemoryKvClient(options);
        _client = new InterceptingKvClient(_store, options) { Before = BeforeAsync, After = AfterAsync };
    }

    public MetricRecorder Metrics { get; }

    public ActivityRecorder Activities { get; }

    public Exception? Thrown { get; private set; }

    public IReadOnlyList<FakeLogRecord> Logs => _logs.GetSnapshot();

    public IEnumerable<int> Ids => Logs.Where(static record => record.Level > LogLevel.Debug).Select(static record => record.Id.Id);

    private string Operation => _step switch
    {
        StoreStep.Get => "Get",
        StoreStep.Acquire => "GetOrLease",
        StoreStep.Renew => "RenewLease",
        StoreStep.Commit => "CommitLease",
        StoreStep.Release => "ReleaseLease",
        StoreStep.Remove or StoreStep.ReleaseClaim => "CompareAndDelete",
        StoreStep.Claim or StoreStep.ClaimOrRun => "SetNxGet",
        StoreStep.Complete => "CompareAndSet",
        StoreStep.RenewClaim => "CompareAndExpire",
        StoreStep.Permit => "AcquirePermit",
        _ => throw new InvalidOperationException($"{_step}"),
    };

    public async Task ExecuteAsync()
    {
        if (_step == StoreStep.Remove)
            await _store.SetAsync(TestKey.Bytes(Secret.Key), Secret.Bytes);

        var call = Record.ExceptionAsync(CallAsync).AsTask();
        if (_step is StoreStep.Renew or StoreStep.RenewClaim)
            await _time.PassAsync(s_renewal);
        if (_fault == Fault.Hangs)
            await _time.PassAsync(OperationTimeout);
        if (_step == StoreStep.RenewClaim)
        {
            // Somebody waits for the next turn: what became of the last one has been said. Turns count from when they sent.
            await _time.SetAsync(_fault == Fault.Hangs ? s_renewal - OperationTimeout : s_renewal);
            _reached.Open();
        }

        // A completion is worth more than one try; nothing else looks at the clock by then.
        while (_step == StoreStep.Complete && !call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Thrown = await call.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task CallAsync() => _step switch
    {
        <= StoreStep.Remove => new CachedMethod<TestKey, string?>(_method, "test:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromHours(1), LockTtl = s_lease })
            .InvokeAsync(_client, new TestKey(Secret.Key, Secret.Argument), this, static (self, ct) => self.BodyAsync(ct), default).AsTask(),
        StoreStep.Permit => new RateLimitedMethod<TestKey>(_method, "test:{name}", new RateLimitedPolicy { Limit = 5, Window = TimeSpan.FromMinutes(1) })
            .InvokeAsync(_client, new TestKey(Secret.Key), 0, static (_, _) => default, default).AsTask(),
        _ => new IdempotentMethod<TestKey, string?>(
                _method,
                "test:{name}",
                "string",
                Utf8Serializer.Instance,
                new IdempotentPolicy { Ttl = TimeSpan.FromHours(1), LockTtl = s_lease, OnUnavailable = _step == StoreStep.ClaimOrRun ? IdempotencyUnavailable.Run : IdempotencyUnavailable.Throw })
            .InvokeAsync(_client, new TestKey(Secret.Key, Secret.Argument), this, static (self, ct) => self.BodyAsync(ct), default).AsTask(),
    };

    private async ValueTask<string?> BodyAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_step is StoreStep.Renew or StoreStep.RenewClaim)
            await _reached.WaitAsync();
        return _step is StoreStep.Release or StoreStep.ReleaseClaim ? throw new FormatException(Secret.Value) : Secret.Value;
    }

    private async ValueTask BeforeAsync(string operation)
    {
        if (operation != Operation)
            return;
        if (_step == StoreStep.Renew)
            _reached.Open();

        switch (_fault)
        {
            case Fault.Refused:
                throw InterceptingKvClient.Unavailable(outcomeUnknown: false);
            case Fault.Throws:
                throw new IOException($"SET {Secret.Key} {Secret.Value}");
            case Fault.Hangs:
                await Task.Delay(OperationTimeout, _time);
                throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
        }
    }

    private async ValueTask AfterAsync(string operation)
    {
        if (operation != Operation || _fault != Fault.ThrowsLater)
            return;
        await Task.Yield();
        throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _store.DisposeAsync();
        Metrics.Dispose();
        Activities.Dispose();
    }
}
