using System.Data;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Sixty-four duplicates at once, in four processes.</summary>
public sealed class DuplicateTests(PostgreSqlCluster cluster)
{
    private const int Processes = 4;
    private const int CallsEach = 16;

    public static TheoryData<IsolationLevel> Isolations =>
        Proof.IsLong ? [IsolationLevel.ReadCommitted, IsolationLevel.Serializable] : [IsolationLevel.Serializable];

    public static TheoryData<string> Journals => Proof.IsLong ? ["wal", "delete"] : ["wal"];

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task L2_Sixty_four_duplicates_in_four_processes_have_one_effect_and_equal_results_on_PostgreSQL(IsolationLevel isolation)
    {
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await RunAsync(database, isolation);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task L2_Sixty_four_duplicates_in_four_processes_have_one_effect_and_equal_results_on_SQLite(string journal)
    {
        await using var database = await SqliteDatabase.CreateAsync(journal);
        await RunAsync(database, IsolationLevel.Unspecified);
    }

    private static async Task RunAsync(IProofDatabase database, IsolationLevel isolation)
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => database.StartWorkerAsync(Callers.Ledger, isolation)));
        try
        {
            for (var round = 0; round < (Proof.IsLong ? 10 : 2); round++)
                await RoundAsync(database, workers, $"duplicate-{round}");
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }

        Assert.Empty(await database.DifferencesAsync());
    }

    // The first body waits until all calls have been started. Half of them know nothing of the others in their process.
    private static async Task RoundAsync(IProofDatabase database, LedgerWorker[] workers, string key)
    {
        var body = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new CountdownEvent(workers.Length);
        foreach (var worker in workers)
        {
            await worker.SendAsync("hold");
            for (var call = 0; call < CallsEach; call++)
                await worker.SendAsync($"{(call % 2 == 0 ? "call" : "apart")} {key}");
            await worker.SendAsync("sync");
        }

        var answers = workers.Select(worker => Task.Run(() => AnswersAsync(worker, key, body, started))).ToArray();
        await Task.WhenAny(Task.WhenAll(body.Task, Task.Run(() => started.Wait(TimeSpan.FromSeconds(60)))), Task.WhenAll(answers));
        foreach (var worker in workers)
            await worker.SendAsync("go");
        var results = (await Task.WhenAll(answers)).SelectMany(static each => each).ToList();

        var run = Assert.Single(await database.RunsAsync(key));
        Assert.Equal(Processes * CallsEach, results.Count);
        Assert.All(results, result => Assert.Equal(run, result.Run));
        Assert.Single(results, static result => !result.IsReplay);
        started.Dispose();
    }

    private static async Task<List<Outcome>> AnswersAsync(LedgerWorker worker, string key, TaskCompletionSource body, CountdownEvent started)
    {
        var answers = new List<Outcome>();
        while (answers.Count < CallsEach)
        {
            switch ((await worker.ReadAsync()).Split(' '))
            {
                case ["synced"]:
                    started.Signal();
                    break;
                case ["body", var running] when running == key:
                    Assert.True(body.TrySetResult(), "Two bodies run at once.");
                    break;
                case ["done", var done, var run, var kind] when done == key:
                    answers.Add(new(run, kind == "replay"));
                    break;
                case var other:
                    throw new InvalidOperationException($"The process wrote '{string.Join(' ', other)}'.");
            }
        }

        return answers;
    }
}
