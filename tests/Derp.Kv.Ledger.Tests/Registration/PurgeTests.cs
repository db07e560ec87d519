using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Derp.Kv.Coordination;
using Derp.Kv.Ledger.DependencyInjection;
using Derp.Kv.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Ledger.Tests.Registration;

// L8: expired rows are deleted in batches, while the host runs.
public sealed class PurgeTests(SharedPostgreSql server)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task L8_Expired_rows_are_deleted_after_a_random_part_of_the_interval_and_after_each_interval()
    {
        var time = new PausingTime();
        await using var world = await SqliteWorld.CreateAsync();
        var ledger = world.Create(new KvLedgerOptions { Name = $"{Guid.NewGuid()}", Table = world.Table, TimeProvider = time });
        using var purged = new Purged(ledger);
        using var purge = new LedgerPurge(ledger, s_interval, 2, new FixedChance(0.5));
        await RecordAsync(ledger, 5, TimeSpan.FromMinutes(1));
        await RecordAsync(ledger, 1, TimeSpan.FromHours(1));
        await purge.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(s_interval / 2, await time.NextPauseAsync());
        time.Advance(s_interval / 2);
        Assert.Equal(s_interval, await time.NextPauseAsync());
        Assert.Equal((1, 5L), (await world.RowsAsync(), purged.Rows));

        await RecordAsync(ledger, 3, TimeSpan.FromMinutes(1));
        time.Advance(s_interval);
        Assert.Equal(s_interval, await time.NextPauseAsync());
        Assert.Equal((1, 8L), (await world.RowsAsync(), purged.Rows));

        await purge.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(purge.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task L8_Processes_that_purge_at_a_time_delete_each_row_once()
    {
        await using var world = await PostgreSqlWorld.CreateAsync((await server.StartedAsync()).ConnectionString);
        var ledgers = Enumerable.Range(0, 4).Select(i => world.Create(new KvLedgerOptions { Name = $"purger {i}", Table = world.Table })).ToList();
        await world.RunAsync($"INSERT INTO {world.Table} (key, fingerprint, origin, owner, state, status, created, expires) SELECT int4send(i), '', '', '', 2, 200, now() - interval '2 days', now() - interval '1 day' FROM generate_series(1, 3000) AS i");
        await RecordAsync(world.Ledger, 1, TimeSpan.FromHours(1));

        var counts = await Task.WhenAll(ledgers.Select(static ledger => Task.Run(async () => await ledger.PurgeAsync(50))));

        // Rows that another one has locked are left to it.
        Assert.Equal(3000, counts.Sum());
        Assert.Equal(1, await world.RowsAsync());
    }

    [Fact]
    public async Task A_purge_that_fails_is_logged_once_and_tried_again()
    {
        var time = new PausingTime();
        var logs = new FakeLogCollector();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        await using var world = await SqliteWorld.CreateAsync();
        var ledger = world.Create(new KvLedgerOptions { Name = "late", Table = $"late_{Guid.NewGuid():N}", TimeProvider = time, LoggerFactory = factory });
        using var purge = new LedgerPurge(ledger, s_interval, 100, new FixedChance(0));
        await purge.StartAsync(TestContext.Current.CancellationToken);

        // Nine tenths of a minute, and of the interval.
        for (var failed = 1; failed <= 3; failed++)
        {
            Assert.Equal(TimeSpan.FromSeconds(54), await time.NextPauseAsync());
            Assert.Equal(210, Assert.Single(logs.GetSnapshot()).Id.Id);
            if (failed == 3)
                await ledger.CreateAsync(TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(54));
        }

        Assert.Equal(TimeSpan.FromMinutes(9), await time.NextPauseAsync());
        await purge.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(210, LogLevel.Warning), (211, LogLevel.Information)], logs.GetSnapshot().Select(static line => (line.Id.Id, line.Level)));
        Assert.All(logs.GetSnapshot(), static line => Assert.Equal("Derp.Kv.Ledger.late", line.Category));
    }

    [Fact]
    public async Task Without_an_interval_nothing_is_purged()
    {
        await using var world = await SqliteWorld.CreateAsync();
        using var purge = new LedgerPurge(world.Ledger, null, 100, new FixedChance(0));

        await purge.StartAsync(TestContext.Current.CancellationToken);

        await purge.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_host_starts_a_purge_for_each_ledger_and_stops_it()
    {
        await using var world = await SqliteWorld.CreateAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var time = new PausingTime();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddKvLedger(ledger => ledger.UseSqlite(world.ConnectionString));
        builder.Services.AddKvLedger("orders", ledger => ledger.UseSqlite(world.ConnectionString));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var purges = host.Services.GetServices<IHostedService>().OfType<LedgerPurge>().ToList();
        Assert.Equal(2, purges.Count);
        Assert.All(purges, static purge => Assert.False(purge.ExecuteTask!.IsCompleted));

        // One that a busy pool has not begun yet would end as cancelled.
        await time.NextPauseAsync();
        await time.NextPauseAsync();
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.All(purges, static purge => Assert.True(purge.ExecuteTask!.IsCompletedSuccessfully));
    }

    private static async Task RecordAsync(KvLedger ledger, int count, TimeSpan ttl)
    {
        for (var i = 0; i < count; i++)
            await ledger.ExecuteAsync($"{Guid.NewGuid()}", static (_, _) => ValueTask.FromResult(default(NoValue)), NoValue.Serializer, ttl: ttl, cancellationToken: TestContext.Current.CancellationToken);
    }

    private sealed class FixedChance(double value) : Chance
    {
        public override double NextDouble() => value;
    }

    /// <summary>What the counter of purged rows has counted for a ledger.</summary>
    private sealed class Purged : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _rows;

        public Purged(KvLedger ledger)
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "derp.kv.ledger.purged")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, rows, tags, _) =>
            {
                if (tags is [{ Key: "ledger" } tag] && ledger.Options.Name.Equals(tag.Value))
                    Interlocked.Add(ref _rows, rows);
            });
            _listener.Start();
        }

        public long Rows => Volatile.Read(ref _rows);

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>A clock that tells of each pause when its timer is set, so that time passes for it.</summary>
    private sealed class PausingTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

        public async Task<TimeSpan> NextPauseAsync() => await _pauses.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _pauses.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
