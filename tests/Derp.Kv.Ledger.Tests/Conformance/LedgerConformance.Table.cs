using System.Text;

namespace Derp.Kv.Ledger.Tests;

// The table.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task L8_Purge_deletes_expired_rows_in_batches_and_no_others()
    {
        var kept = NewKey();
        await RunAsync(kept);
        for (var i = 0; i < 7; i++)
        {
            var key = NewKey();
            await Ledger.ExecuteAsync(key, Body(key), Text, ttl: TimeSpan.FromMilliseconds(1));
        }

        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => (await Ledger.GetStatusAsync()).OldestExpired > TimeSpan.FromMilliseconds(50), "Nothing expired.");
        Assert.Equal(7, await Ledger.PurgeAsync(batch: 3));
        Assert.Equal(0, await Ledger.PurgeAsync());
        Assert.Equal(1, await World.RowsAsync());
        Assert.Null((await Ledger.GetStatusAsync()).OldestExpired);
        Assert.True((await RunAsync(kept)).IsReplay);
    }

    [Fact]
    public async Task Purge_refuses_a_batch_of_nothing() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Ledger.PurgeAsync(0));

    [Fact]
    public async Task Entry_tells_status_times_and_size_and_not_the_result()
    {
        var key = NewKey();
        Assert.Null(await Ledger.FindAsync(Encoding.UTF8.GetBytes($"derp:idempotency:{key}")));
        await Ledger.ExecuteAsync(key, Body(key, "twelve bytes"), Text, statusCode: 201, ttl: TimeSpan.FromHours(2));
        var entry = await Ledger.FindAsync(Encoding.UTF8.GetBytes($"derp:idempotency:{key}"));

        Assert.NotNull(entry);
        Assert.Equal((201, 12L, true, false), (entry.StatusCode, entry.Size, entry.IsReplayable, entry.IsExpired));
        Assert.InRange(entry.Expires - entry.Created, TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1), TimeSpan.FromHours(2) + TimeSpan.FromSeconds(30));
        Assert.InRange(DateTimeOffset.UtcNow - entry.Created, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Prefix_of_the_ledger_is_part_of_the_key()
    {
        var key = NewKey();
        var ledger = World.Create(new KvLedgerOptions { Table = World.Table, KeyPrefix = "shop:" });
        await RunAsync(key, ledger: ledger);

        Assert.NotNull(await Ledger.FindAsync(Encoding.UTF8.GetBytes($"shop:derp:idempotency:{key}")));
        Assert.False((await RunAsync(key)).IsReplay);
    }

    [Fact]
    public async Task Names_may_have_quotes_and_any_case()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = "it's \"My\" table; --" });
        await ledger.CreateAsync();
        var key = NewKey();

        Assert.False((await RunAsync(key, ledger: ledger)).IsReplay);
        Assert.True((await RunAsync(key, ledger: ledger)).IsReplay);
        Assert.Equal(0, await ledger.PurgeAsync());
        Assert.Null((await ledger.GetStatusAsync()).OldestExpired);
        await World.RunAsync("DROP TABLE \"it's \"\"My\"\" table; --\"");
    }

    [Fact]
    public async Task Table_can_be_created_by_many_at_a_time_and_again()
    {
        var name = $"many_{Guid.NewGuid():N}";
        var ledgers = Enumerable.Range(0, 16).Select(_ => World.Create(new KvLedgerOptions { Table = name })).ToArray();
        await InTimeAsync(Task.WhenAll(ledgers.Select(static ledger => Task.Run(async () => await ledger.CreateAsync()))));
        await ledgers[0].CreateAsync();

        Assert.False((await RunAsync(NewKey(), ledger: ledgers[1])).IsReplay);
    }

    [Fact]
    public async Task Printed_script_creates_the_table_and_can_be_run_again()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = $"script_{Guid.NewGuid():N}" });
        await World.RunAsync(ledger.CreateScript);
        await World.RunAsync(ledger.CreateScript);

        Assert.False((await RunAsync(NewKey(), ledger: ledger)).IsReplay);
    }

    [Fact]
    public async Task Missing_table_is_told_with_what_creates_it()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = "no_such_table" });
        var thrown = await Assert.ThrowsAsync<KvException>(async () => await RunAsync(NewKey(), ledger: ledger));

        Assert.Contains(nameof(KvLedger.CreateAsync), thrown.Message, StringComparison.Ordinal);
    }
}
