using Derp.Kv.Ledger.PostgreSql;
using Npgsql;

namespace Derp.Kv.Ledger.Tests.PostgreSql;

/// <summary>The rights that a ledger needs, its schema, and the locks of a purge.</summary>
public sealed class RightsTests(SharedPostgreSql shared) : PostgreSqlTests(shared)
{
    [Fact]
    public async Task Select_insert_update_and_delete_on_the_table_are_enough()
    {
        await using var source = await SourceOfAsync("SELECT, INSERT, UPDATE, DELETE");
        var ledger = new PostgreSqlKvLedger(source, new KvLedgerOptions { Table = World.Table });
        await ledger.CreateAsync();
        var key = NewKey();
        await ledger.ProcessOnceAsync(key, static (_, _) => default, ttl: TimeSpan.FromMilliseconds(1));
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => (await ledger.GetStatusAsync()).OldestExpired is not null, "It never expired.");

        Assert.True(await RunAsync(key, ledger));
        Assert.False(await RunAsync(key, ledger));
        Assert.Equal(0, await ledger.PurgeAsync());
        Assert.NotNull(await ledger.FindAsync(System.Text.Encoding.UTF8.GetBytes($"derp:webhook:{key}")));
        Assert.Equal(1, (await ledger.GetStatusAsync()).Rows);
    }

    [Fact]
    public async Task Right_that_is_missing_is_told_with_those_that_are_needed()
    {
        await using var source = await SourceOfAsync("SELECT");
        var ledger = new PostgreSqlKvLedger(source, new KvLedgerOptions { Table = World.Table });
        var thrown = await Assert.ThrowsAsync<KvException>(async () => await RunAsync(NewKey(), ledger));

        Assert.Contains("SELECT, INSERT, UPDATE and DELETE", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_can_stand_in_a_schema_of_any_name()
    {
        const string schema = "my \"own\" Schema";
        await World.RunAsync("CREATE SCHEMA IF NOT EXISTS \"my \"\"own\"\" Schema\"");
        var ledger = World.Create(new KvLedgerOptions { Schema = schema, Table = World.Table });
        await ledger.CreateAsync();
        var key = NewKey();

        Assert.True(await RunAsync(key, ledger));
        Assert.False(await RunAsync(key, ledger));
        Assert.True(await RunAsync(key));
        Assert.Equal(1, (await ledger.GetStatusAsync()).Rows);
    }

    [Fact]
    public async Task Missing_schema_is_told_with_what_creates_the_table() =>
        await Assert.ThrowsAsync<KvException>(async () => await RunAsync(NewKey(), World.Create(new KvLedgerOptions { Schema = "no_such_schema" })));

    [Theory]
    [InlineData(56, 1)]
    [InlineData(1, 64)]
    public void Names_that_the_server_would_cut_are_refused(int table, int schema) =>
        Assert.Throws<ArgumentException>(() => World.Create(new KvLedgerOptions { Table = new string('t', table), Schema = new string('s', schema) }));

    [Fact]
    public async Task L8_Purge_does_not_wait_for_a_call_that_takes_a_row_over_and_leaves_it()
    {
        var (key, other) = (NewKey(), NewKey());
        foreach (var expiring in new[] { key, other })
            await World.Ledger.ExecuteAsync(expiring, static (_, _) => new("old"), Utf8Serializer.Instance, ttl: TimeSpan.FromMilliseconds(1));
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => (await World.Ledger.GetStatusAsync()).OldestExpired > TimeSpan.FromMilliseconds(20), "Nothing expired.");
        await using var held = await HeldCall.StartAsync(World, World.Ledger, key);

        Assert.Equal(1, await World.Ledger.PurgeAsync());
        held.Finish();
        Assert.Equal("held", (await held.Result).Value);
        Assert.Equal(1, await World.RowsAsync());
    }

    private async Task<NpgsqlDataSource> SourceOfAsync(string rights)
    {
        var role = $"role_{Guid.NewGuid():N}";
        await World.RunAsync($"CREATE ROLE {role} LOGIN; GRANT {rights} ON {World.Table} TO {role}; GRANT INSERT ON {World.Effects} TO {role}");
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(World.Source.ConnectionString) { Username = role }.ConnectionString);
    }
}
