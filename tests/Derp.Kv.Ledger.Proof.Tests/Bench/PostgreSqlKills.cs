namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Processes on PostgreSQL: each has a proxy of its own, which knows the step of a call by its messages.</summary>
internal sealed class PostgreSqlKills(PostgreSqlDatabase database, int serverPort, string protocol, int seed, int rounds)
    : KillBench([database], protocol, seed, rounds)
{
    protected override int Steps => Enum.GetValues<PgStep>().Length;

    protected override int LanesEach => 3;

    protected override string NameOf(int step) => ((PgStep)step).ToString();

    protected override async Task<KillVictim> StartAsync(IProofDatabase database, KillRound round)
    {
        var proxy = PgProxy.Start(serverPort);
        return new Victim(await database.StartWorkerAsync(Protocol, round.Isolation, proxy.Port), proxy, round);
    }

    private sealed class Victim(LedgerWorker worker, PgProxy proxy, KillRound round) : KillVictim(worker, round)
    {
        private static readonly TimeSpan s_latest = TimeSpan.FromMilliseconds(25);

        private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(10);

        private PgCut _cut = null!;

        protected override bool IsKilled => _cut.Struck.IsCompleted;

        public override PgFate FateOf(string key) => proxy.FateOf(key);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await proxy.DisposeAsync();
        }

        protected override Task ArmAsync()
        {
            proxy.Cut = _cut = new PgCut((PgStep)Round.Step, Round.Where, Worker.Kill, s_longest);
            return Task.CompletedTask;
        }

        protected override async Task StrikeAsync()
        {
            if ((PgStep)Round.Step != PgStep.AnyMoment)
                return;
            await Task.Delay(s_latest * Round.Where);
            _cut.Strike();
        }

        protected override Task EndAsync()
        {
            proxy.CloseAll();
            return Task.CompletedTask;
        }
    }
}
