using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Processes killed (SIGKILL) at each step of a call, and at any moment. <c>DERP_KV_SEED</c> repeats a run.</summary>
public sealed class KillTests(PostgreSqlCluster cluster, ITestOutputHelper output)
{
    private static int Rounds => Proof.IsLong ? 500 : 28;

    [Fact]
    public async Task L1_Process_killed_at_any_step_leaves_effect_and_record_or_neither_on_PostgreSQL()
    {
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await RunAsync(new PostgreSqlKills(database, cluster.Server.Port, Callers.Ledger, Proof.Seed, Rounds));
    }

    [Fact]
    public async Task L1_Process_killed_at_any_step_leaves_effect_and_record_or_neither_on_SQLite()
    {
        await using var wal = await SqliteDatabase.CreateAsync("wal");
        await using var journal = await SqliteDatabase.CreateAsync("delete");
        await RunAsync(new SqliteKills([wal, journal], Callers.Ledger, Proof.Seed, Rounds));
    }

    private async Task RunAsync(KillBench bench)
    {
        output.WriteLine($"DERP_KV_SEED={bench.Seed}");
        await bench.RunAsync();
        foreach (var ((step, isCommitted), count) in bench.Found.OrderBy(static pair => pair.Key.Step, StringComparer.Ordinal))
            output.WriteLine($"{step}: {count} {(isCommitted ? "with a call that was committed" : "without")}");
    }
}
