using System.Globalization;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Processes on SQLite, which has no server to stand before: each kills itself, at a step that SQLite tells it.</summary>
internal sealed class SqliteKills(IReadOnlyList<SqliteDatabase> databases, string protocol, int seed, int rounds)
    : KillBench(databases, protocol, seed, rounds)
{
    // One more than the process knows: any moment.
    protected override int Steps => Enum.GetValues<SqliteStep>().Length + 1;

    protected override int LanesEach => 1;

    protected override string NameOf(int step) => Enum.IsDefined((SqliteStep)step) ? ((SqliteStep)step).ToString() : "AnyMoment";

    protected override async Task<KillVictim> StartAsync(IProofDatabase database, KillRound round) =>
        new Victim(await database.StartWorkerAsync(Protocol, round.Isolation), round);

    private sealed class Victim(LedgerWorker worker, KillRound round) : KillVictim(worker, round)
    {
        private static readonly TimeSpan s_latest = TimeSpan.FromMilliseconds(25);

        private bool IsAnyMoment => !Enum.IsDefined((SqliteStep)Round.Step);

        protected override bool IsKilled => IsAnyMoment;

        // Of several calls, SQLite has not told which one it was.
        public override PgFate FateOf(string key) => (SqliteStep)Round.Step switch
        {
            _ when Round.Calls > 1 => PgFate.Sent,
            SqliteStep.BeforeInsert or SqliteStep.Inserted or SqliteStep.InBody or SqliteStep.BeforeUpdate => PgFate.NotSent,
            SqliteStep.AfterCommit => PgFate.Committed,
            _ => PgFate.Sent,
        };

        protected override async Task ArmAsync()
        {
            if (IsAnyMoment)
                return;
            await Worker.SendAsync(string.Create(CultureInfo.InvariantCulture, $"crash {(SqliteStep)Round.Step} {Round.Where}"));
            Assert.Equal("armed", await Worker.ReadAsync());
        }

        protected override async Task StrikeAsync()
        {
            if (!IsAnyMoment)
                return;
            await Task.Delay(s_latest * Round.Where);
            Worker.Kill();
        }

        protected override Task EndAsync() => Task.CompletedTask;
    }
}
