using System.Data;
using System.Globalization;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Connections are cut under callers that go on. <c>DERP_KV_SEED</c> repeats a run.</summary>
public sealed class CutTests(PostgreSqlCluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task L5_Connection_cut_at_any_step_leaves_the_caller_with_what_the_table_says()
    {
        var seed = Proof.Seed;
        output.WriteLine($"DERP_KV_SEED={seed}");
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await using var proxy = PgProxy.Start(cluster.Server.Port);
        await using var retries = database.Connect(Callers.Ledger, IsolationLevel.ReadCommitted);
        await using var committed = database.Connect(Callers.Ledger, IsolationLevel.ReadCommitted, proxy.Port);
        await using var serializable = database.Connect(Callers.Ledger, IsolationLevel.Serializable, proxy.Port);
        await Task.WhenAll(committed.CallAsync("warm-committed"), serializable.CallAsync("warm-serializable"));

        // Any moment is a step of processes alone.
        foreach (var round in KillRound.Plan(seed, Proof.IsLong ? 300 : 36, steps: Enum.GetValues<PgStep>().Length - 1))
        {
            var cut = new PgCut((PgStep)round.Step, round.Where, Cut, s_longest);
            proxy.Cut = cut;
            var caller = round.Isolation == IsolationLevel.Serializable ? serializable : committed;
            var lives = await Task.WhenAll(round.Keys.Select(key => Live.CallAsync(caller, key)));
            try
            {
                await cut.Struck.WaitAsync(s_patience, TestContext.Current.CancellationToken);
                foreach (var live in lives)
                {
                    Judge(live, proxy.FateOf(live.Key));
                    await live.CheckAsync(database, retries);
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"DERP_KV_SEED={seed}, {round}, step {(PgStep)round.Step}: {e.Message}\n{string.Join('\n', lives.AsEnumerable())}", e);
            }
        }

        Assert.Empty(await database.DifferencesAsync());

        void Cut()
        {
            proxy.Cut = null;
            proxy.CloseAll();
        }
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task Pooled_connections_that_the_server_has_ended_between_calls_cost_no_caller_its_result(IsolationLevel isolation)
    {
        const int callers = 8;
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await using var caller = database.Connect(Callers.Ledger, isolation);
        for (var round = 0; round < (Proof.IsLong ? 30 : 4); round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, callers)
                .Select(call => Task.Run(() => Conflicts.RepeatedAsync(caller, string.Create(CultureInfo.InvariantCulture, $"between-{round}-{call}")))));
            Assert.All(outcomes, static outcome => Assert.False(outcome.IsReplay));
            await database.TerminateAllAsync();
        }

        Assert.Empty(await database.DifferencesAsync());
    }

    [Fact]
    public async Task Server_that_ends_connections_during_calls_leaves_each_caller_with_what_the_table_says()
    {
        const int callers = 8;
        var seed = Proof.Seed;
        output.WriteLine($"DERP_KV_SEED={seed}");
        var random = new Random(seed);
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await using var caller = database.Connect(Callers.Ledger, IsolationLevel.ReadCommitted);
        var broken = 0;
        for (var round = 0; round < (Proof.IsLong ? 100 : 10); round++)
        {
            var calls = Enumerable.Range(0, callers)
                .Select(call => Task.Run(() => Live.CallAsync(caller, string.Create(CultureInfo.InvariantCulture, $"during-{round}-{call}")))).ToArray();
            await Task.Delay(random.Next(12), TestContext.Current.CancellationToken);
            await database.TerminateAllAsync();
            var lives = await Task.WhenAll(calls);
            foreach (var live in lives)
            {
                Assert.False(live.IsUnknown, $"DERP_KV_SEED={seed}, round {round}: the server was there to be asked: {live}");
                await live.CheckAsync(database, caller);
            }

            broken += lives.Count(static live => live.Exception is not null);
        }

        output.WriteLine($"{broken} calls were broken");
        Assert.Empty(await database.DifferencesAsync());
    }

    // The server is there to be asked, so what became of a commit is always found out.
    private static void Judge(Live live, PgFate fate)
    {
        if (live.IsUnknown)
            throw new InvalidOperationException($"The caller of {live.Key} was told that nobody knows.");
        if (fate == PgFate.Committed && live.Outcome is null)
            throw new InvalidOperationException($"{live.Key} was committed, and its caller did not get the result.");
    }
}
