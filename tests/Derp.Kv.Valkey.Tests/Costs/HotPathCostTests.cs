using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Wrappers;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.Costs;

/// <summary>Runs when no other test does: bytes are counted for the whole process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

/// <summary>What a call costs in commands and in bytes, StackExchange.Redis and the caller's task included. Time is the benchmarks' matter.</summary>
[Collection<Alone>]
public sealed class HotPathCostTests : IAsyncLifetime
{
    private const int Times = 500;
    private const int Batches = 5;
    private const int MostBatches = 200;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly CancellationTokenSource s_mayCancel = new();
    private static readonly int[] s_hundred = [.. Enumerable.Range(100, 100)];

    private ValkeyServer _server = null!;
    private StackExchangeRedisKvClient _client = null!;
    private ConnectionMultiplexer _multiplexer = null!;
    private StackExchangeRedisKvClient _onGiven = null!;
    private StackExchangeRedisKvClient _timeless = null!;
    private Shop _given = null!;
    private Shop _shop = null!;
    private Shelf _shelf = null!;
    private KvRateLimiter _limiter = null!;

    public static TheoryData<string, string, int> Calls => new()
    {
        { "hit", "get 1", 640 },
        { "hit, with a token that can fire", "get 1", 776 },
        { "hit on a multiplexer of the application's", "get 1", 640 },
        { "limited call on a multiplexer of the application's", "evalsha 1", 640 },
        { "hit without a serializer", "get 1", 544 },
        { "hit of a value that is renewed", "mget 1", 1_040 },
        { "batch of 100 hits", "mget 1", 35_112 },
        { "limited call", "evalsha 1", 640 },
        { "fixed window", "evalsha 1", 696 },
        { "sliding window", "evalsha 1", 856 },
        { "token bucket", "evalsha 1", 696 },
        { "denied", "", 0 },
        { "denied by the limiter of the framework", "", 128 },
        { "call of a permit taken in advance", "evalsha 0.01", 54 },
        { "replay", "set 1", 800 },
        { "processed already", "set 1", 608 },
    };

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = new StackExchangeRedisKvClient(_server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
        _multiplexer = await ConnectionMultiplexer.ConnectAsync($"{_server.Endpoint},asyncTimeout=20000,syncTimeout=20000,tieBreaker=,configChannel=");
        _onGiven = new StackExchangeRedisKvClient(_multiplexer, _client.Options);
        _given = new Shop(_onGiven);

        // How many permits are taken at once depends on how fast they are used.
        _timeless = new StackExchangeRedisKvClient(_server.Endpoint, new KvClientOptions { TimeProvider = new FakeTimeProvider() });
        _shop = new Shop(_client);
        _shelf = new Shelf(_client);
        _limiter = new KvRateLimiter(_client, "alice", new KvRateLimiterOptions { Name = "denied", Limit = 1, Window = TimeSpan.FromHours(1) });
    }

    public async ValueTask DisposeAsync()
    {
        await _limiter.DisposeAsync();
        await _client.DisposeAsync();
        await _onGiven.DisposeAsync();
        await _timeless.DisposeAsync();
        await _multiplexer.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_costs_this_many_commands_and_this_many_bytes(string name, string commands, int bytes)
    {
        var call = Call(name);
        for (var i = 0; i < Times; i++)
            await call();

        await _server.ResetCommandStatsAsync();
        var (least, batches) = (double.MaxValue, 0);

        // Code that the compiler has not optimized yet, for which it takes its time beside other processes, allocates more.
        for (; batches < Batches || (least > bytes + 8 && batches < MostBatches); batches++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Times; i++)
                await call();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Times);
        }

        // Of a script's own commands the server's count does not say who sent them.
        var sent = (await _server.CommandStatsAsync()).Where(static each => each.Key is "evalsha" or "eval").ToDictionary();
        if (sent.Count == 0)
            sent = (await _server.CommandStatsAsync()).Where(static each => each.Key != "ping").ToDictionary();
        Assert.Equal(commands, string.Join(", ", sent.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value / ((double)batches * Times)}"))));

        // The least of the batches, and a little for what others do meanwhile: the client's own heartbeat, for one.
        // A tenth less is for the compiler, which keeps an object on the stack where it can, and another for replies that are
        // there before their caller waits; what is better by more is to be written down. A build for debugging keeps the state of asynchronous methods on the heap.
        if (typeof(KvClient).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true })
            Assert.InRange(least, bytes * 0.8, bytes + 8);
    }

    [Theory]
    [InlineData("typed key")]
    [InlineData("text key")]
    public async Task N6_A_near_hit_costs_no_command_and_no_byte(string key)
    {
        int[] ids = [1, 2];
        Func<Task> call = key == "typed key" ? () => _shop.GetNameAsync("acme", 1) : () => _shop.GetNamesAsync(ids);

        // The subscription to notices voids what was kept before it stood.
        await Eventually.HoldsAsync(() => Task.FromResult(_client.OpenNear().Notices.AreOn), "The subscription should stand.");
        for (var i = 0; i < Times; i++)
            await call();

        await _server.ResetCommandStatsAsync();
        var least = long.MaxValue;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Times; i++)
                _ = call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.DoesNotContain("get", await _server.CommandStatsAsync());
    }

    [Fact]
    public async Task An_operation_that_nobody_measures_reads_no_clock()
    {
        var time = new CountingTime();
        await using var client = new StackExchangeRedisKvClient(_multiplexer, new KvClientOptions { OperationTimeout = _client.Options.OperationTimeout, TimeProvider = time });
        await client.GetAsync("key"u8.ToArray());
        var before = time.Reads;

        for (var i = 0; i < 10; i++)
            await client.GetAsync("key"u8.ToArray());

        Assert.Equal(before, time.Reads);
    }

    // Calls that are denied from memory never wait, so that they need no task.
    private static Task AtOnce<T>(ValueTask<T> call)
    {
        if (call.IsCompletedSuccessfully)
            return Task.CompletedTask;
        return call.AsTask();
    }

    private Func<Task> Call(string name) => name switch
    {
        "hit" => () => _shop.GetProductAsync("acme", 1),
        "hit, with a token that can fire" => () => _shop.GetProductAsync("acme", 1, s_mayCancel.Token),
        "hit on a multiplexer of the application's" => () => _given.GetProductAsync("acme", 1),
        "limited call on a multiplexer of the application's" => () => new Door(_onGiven).EnterAsync("alice"),
        "hit without a serializer" => () => _client.GuardedGetAsync("raw"u8.ToArray(), static _ => new([1, 2, 3]), s_minute).AsTask(),
        "hit of a value that is renewed" => () => new Spring(_client).GetNameAsync(1),
        "batch of 100 hits" => () => _shelf.GetNamesAsync(s_hundred),
        "limited call" => () => new Door(_client).EnterAsync("alice"),
        "fixed window" => () => LimitAsync(RateLimitAlgorithm.FixedWindow),
        "sliding window" => () => LimitAsync(RateLimitAlgorithm.SlidingWindow),
        "token bucket" => () => LimitAsync(RateLimitAlgorithm.TokenBucket),
        "denied" => () => AtOnce(_client.RateLimitAsync("denied", limit: 1, TimeSpan.FromHours(1))),
        "denied by the limiter of the framework" => () => AtOnce(_limiter.AcquireAsync()),
        "call of a permit taken in advance" => () => new Door(_timeless).PassAsync("alice"),
        "replay" => () => _shop.PayAsync("order", 1m),
        "processed already" => () => _client.AlreadyProcessedAsync("event").AsTask(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such call."),
    };

    private Task<RateLimitResult> LimitAsync(RateLimitAlgorithm algorithm) =>
        _client.RateLimitAsync(algorithm.ToString(), limit: 1_000_000, TimeSpan.FromHours(1), algorithm: algorithm).AsTask();
}

internal sealed class CountingTime : TimeProvider
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public override long GetTimestamp()
    {
        Interlocked.Increment(ref _reads);
        return base.GetTimestamp();
    }
}

internal sealed partial class Spring(KvClient kv)
{
    [Cached("spring:{id}", Ttl = "1h", RefreshAfter = "30m", StaleIfError = "1h")]
    private Task<string> GetNameCoreAsync(int id) => Task.FromResult(id.ToString(CultureInfo.InvariantCulture));
}

internal sealed partial class Door(KvClient kv)
{
    private int _entered;

    [RateLimited("door:{user}", Limit = 1_000_000, Window = "1h")]
    private Task<int> EnterCoreAsync(string user) => Task.FromResult(++_entered);

    [RateLimited("hall:{user}", Limit = 1_000_000, Window = "1h", PermitBatch = 100)]
    private Task<int> PassCoreAsync(string user) => Task.FromResult(++_entered);
}

internal sealed partial class Shelf(KvClient kv)
{
    [Cached("shelf:{id}", Ttl = "5m")]
    private Task<IReadOnlyList<string>> GetNamesCoreAsync([Each] IReadOnlyList<int> id) =>
        Task.FromResult<IReadOnlyList<string>>([.. id.Select(static each => string.Create(CultureInfo.InvariantCulture, $"product {each}"))]);
}
