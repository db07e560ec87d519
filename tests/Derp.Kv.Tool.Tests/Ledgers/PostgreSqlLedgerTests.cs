using Derp.Kv.Ledger;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.Tests;
using Derp.Kv.Tool.Tests.Harness;
using Npgsql;

namespace Derp.Kv.Tool.Tests.Ledgers;

public sealed class PostgreSqlLedgerTests(SharedPostgreSql shared) : LedgerTests
{
    private const string Secret = "pass-word-7";

    private NpgsqlDataSource? _source;

    protected override string[] Where => ["--postgresql", _source!.ConnectionString];

    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_password_is_taken_from_the_environment_or_asked_for_and_never_written()
    {
        var connection = _source!.ConnectionString;
        var given = new ToolSetting { Variables = { ["DERP_KV_LEDGER"] = $"{connection};Password={Secret}" } };
        var beside = new ToolSetting { Variables = { ["DERP_KV_LEDGER"] = connection, ["PGPASSWORD"] = Secret } };
        var asked = new ToolSetting { Answers = [Secret], Variables = { ["DERP_KV_LEDGER"] = connection } };
        foreach (var run in new[]
        {
            await ToolRun.RunAsync(given, "ledger", "get", "none", "--table", Ledger.Options.Table),
            await ToolRun.RunAsync(beside, "ledger", "get", "none", "--table", Ledger.Options.Table),
            await ToolRun.RunAsync(asked, "ledger", "get", "none", "--table", Ledger.Options.Table, "--ask-password"),
        })
        {
            Assert.Equal((ExitCode.No, "there is no such key, or its call has not been committed"), (run.Code, run.Problem));
            Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_ledger_of_another_schema_is_found()
    {
        var schema = $"s {Guid.NewGuid():N}";
        await using (var command = _source!.CreateCommand($"CREATE SCHEMA \"{schema}\""))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var ledger = new PostgreSqlKvLedger(_source, new KvLedgerOptions { Schema = schema });
        await ledger.CreateAsync(TestContext.Current.CancellationToken);
        await ledger.ProcessOnceAsync("event-1", static (_, _) => default, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, (await ToolRun.RunAsync(["ledger", "get", "derp:webhook:event-1", .. Where, "--schema", schema])).Code);
        Assert.Equal(ExitCode.Unavailable, (await ToolRun.RunAsync(["ledger", "get", "derp:webhook:event-1", .. Where, "--schema", "none"])).Code);
    }

    protected override async Task<KvLedger> OpenAsync(KvLedgerOptions options)
    {
        _source = NpgsqlDataSource.Create((await shared.StartedAsync()).ConnectionString);
        return new PostgreSqlKvLedger(_source, options);
    }
}
