using System.Collections.Concurrent;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>A server of the test's own, a bad network before it, and a client that knows of neither.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private static readonly byte[] s_recovered = "recovered"u8.ToArray();

    private readonly ConcurrentQueue<Phase> _seen = new();
    private readonly FakeLogCollector _logs = new();
    private int _armed;

    private FaultBench(ValkeyServer server, TimeSpan operationTimeout)
    {
        Server = server;
        Proxy = FaultProxy.Start(server.Port);
        Proxy.OnCommand = command => Judge(command, isReply: false);
        Proxy.OnReply = command => Judge(command, isReply: true);
        OperationTimeout = operationTimeout;
        Client = Connect();
    }

    public ValkeyServer Server { get; }

    public FaultProxy Proxy { get; }

    public CountingTime Time { get; } = new();

    public TimeSpan OperationTimeout { get; }

    /// <summary>The client under test, through the proxy.</summary>
    public StackExchangeRedisKvClient Client { get; }

    /// <summary>The steps that arrived at the proxy so far.</summary>
    public IReadOnlyList<Phase> Seen => [.. _seen];

    /// <summary>What clients have said, but that they have no prefix, which each says at start.</summary>
    public int[] LogEvents => [.. _logs.GetSnapshot().Select(record => record.Id.Id).Where(static id => id != 20)];

    /// <summary>The phase at which a fault happens, and which; it happens once.</summary>
    public (Phase Phase, Fault Fault) Plan { get; private set; }

    /// <summary>Open once the fault has happened.</summary>
    public Gate Struck { get; private set; } = new();

    public static async Task<FaultBench> StartAsync(TimeSpan operationTimeout, params string[] serverArguments)
    {
        var bench = new FaultBench(await ValkeyServer.StartAsync(serverArguments), operationTimeout);
        await bench.Client.ConnectAsync();
        return bench;
    }

    /// <summary>Another client with flights of its own, as another process has one. The caller disposes of it.</summary>
    public StackExchangeRedisKvClient Connect() => new(Proxy.Endpoint, new KvClientOptions
    {
        OperationTimeout = OperationTimeout,
        TimeProvider = Time,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
    });

    /// <summary>Lets the fault happen at the next command of this phase.</summary>
    public void Arm(Phase phase, Fault fault)
    {
        Plan = (phase, fault);
        Struck = new Gate();
        _seen.Clear();
        Volatile.Write(ref _armed, 1);
    }

    /// <summary>The world is whole again: the server runs, the network works, the client has found back.</summary>
    public async Task RestoreAsync()
    {
        // A fault that is under way is waited for: the client may have seen its beginning only.
        var isUnderway = Interlocked.Exchange(ref _armed, 0) == 0 && Plan != default;
        if (isUnderway)
            await Struck.WaitAsync();
        (Proxy.Delay, Proxy.BytesPerSecond, Proxy.Refuses) = (default, 0, false);
        if (!Server.IsRunning)
            await Server.RestartAsync();
        if (isUnderway && Plan.Fault.IsSilence())
            Proxy.CutAll();
        Plan = default;
        await RecoversAsync();
    }

    /// <summary>
    /// Every operation, and guarded gets too, work again within two seconds: two hundred looks, ten milliseconds apart, so
    /// that a machine which gives this process no time does not count.
    /// </summary>
    public async Task RecoversAsync()
    {
        await Eventually.SucceedsAsync(() => Client.ExistsAsync(s_recovered));

        // The breaker lets them ask again, so that one of them stores what it has computed.
        await Eventually.HoldsAsync(async () =>
        {
            await Client.GuardedGetAsync(s_recovered, static _ => ValueTask.FromResult<byte[]>([1]), TimeSpan.FromSeconds(30));
            return await Client.DeleteAsync(s_recovered);
        }, "Guarded gets should have found the server again.");
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }

    private Verdict Judge(RespCommand command, bool isReply)
    {
        var phase = Phases.Of(command);
        if (!isReply && phase != Phase.Other)
            _seen.Enqueue(phase);
        var (armedFor, fault) = Plan;
        if (phase == Phase.Other || phase != armedFor || isReply != fault.IsAfter() || Interlocked.Exchange(ref _armed, 0) == 0)
            return Verdict.Pass;

        if (fault.IsKill())
            Server.Kill();
        Struck.Open();
        return fault.IsSilence() ? Verdict.Silence : Verdict.Cut;
    }
}
