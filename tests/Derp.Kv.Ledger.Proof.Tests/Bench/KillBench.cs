using System.Collections.Concurrent;
using System.Data;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>
/// Kills one process in each round, and sees that each of its calls had its effect with its record or neither, that a call which comes again
/// ends with one effect, and that it gets what the first was answered. Meanwhile effects and records are compared without a pause.
/// </summary>
internal abstract class KillBench(IReadOnlyList<IProofDatabase> databases, string protocol, int seed, int rounds)
{
    private readonly ConcurrentDictionary<(IProofDatabase Database, IsolationLevel Isolation), ICaller> _callers = new();
    private int _isBroken;

    public int Seed => seed;

    /// <summary>How often a call had been committed when the process was killed at a step, and how often none.</summary>
    public ConcurrentDictionary<(string Step, bool IsCommitted), int> Found { get; } = new();

    /// <summary>How many steps there are.</summary>
    protected abstract int Steps { get; }

    protected string Protocol => protocol;

    /// <summary>Runs all rounds, some at once, each database in turn.</summary>
    /// <exception cref="InvalidOperationException">A round has found a fault; the message has the seed and the log of that round.</exception>
    public async Task RunAsync()
    {
        var plan = KillRound.Plan(seed, rounds, Steps);
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(() => WatchAsync(stop.Token));
        var lanes = databases.SelectMany((database, index) => Enumerable.Range(0, LanesEach)
            .Select(lane => LaneAsync(database, [.. plan.Where(round => round.Number % (databases.Count * LanesEach) == (index * LanesEach) + lane)])));
        try
        {
            await Task.WhenAll(lanes);
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, caller) in _callers)
                await caller.DisposeAsync();
            await watch;
        }

        await CompareAsync();
    }

    /// <summary>How many rounds go on at once on each database.</summary>
    protected abstract int LanesEach { get; }

    /// <summary>Starts the process of a round, ready for its calls.</summary>
    protected abstract Task<KillVictim> StartAsync(IProofDatabase database, KillRound round);

    protected abstract string NameOf(int step);

    // While one process is killed, the next one starts.
    private async Task LaneAsync(IProofDatabase database, IReadOnlyList<KillRound> plan)
    {
        var next = plan.Count > 0 ? StartAsync(database, plan[0]) : null;
        try
        {
            for (var i = 0; i < plan.Count && Volatile.Read(ref _isBroken) == 0; i++)
            {
                await using var victim = await next!;
                next = i + 1 < plan.Count ? StartAsync(database, plan[i + 1]) : null;
                await RoundAsync(database, plan[i], victim);
            }
        }
        catch
        {
            Volatile.Write(ref _isBroken, 1);
            throw;
        }
        finally
        {
            if (next is not null)
                await (await next).DisposeAsync();
        }
    }

    private async Task RoundAsync(IProofDatabase database, KillRound round, KillVictim victim)
    {
        var log = new List<string>();
        try
        {
            var answered = await victim.KillAsync(log);
            var caller = _callers.GetOrAdd((database, round.Isolation), static (at, protocol) => at.Database.Connect(protocol, at.Isolation), protocol);
            var keys = await Task.WhenAll(round.Keys.Select(key => AgainAsync(caller, key, round.Retries)));
            foreach (var (key, outcomes) in keys)
            {
                log.Add($"{key}: {string.Join(", ", outcomes)}; before: {(answered.TryGetValue(key, out var before) ? before : "no answer")}; commit {victim.FateOf(key)}");
                var runs = await database.RunsAsync(key);
                if (runs.Count != 1)
                    throw new InvalidOperationException($"{runs.Count} runs have left effects under {key}.");
                if (outcomes.Any(outcome => outcome.Run != runs[0]))
                    throw new InvalidOperationException($"A call that came again to {key} got another result than the effect's.");
                if (outcomes.Count(static outcome => !outcome.IsReplay) > 1)
                    throw new InvalidOperationException($"Two calls say that they were the first of {key}.");
                if (answered.ContainsKey(key) && before != runs[0])
                    throw new InvalidOperationException($"The process had told another result of {key} before it was killed.");
                Judge(victim, key, isReplay: outcomes.All(static outcome => outcome.IsReplay));
            }

            Count(round, keys.Any(static key => key.Outcomes.All(static outcome => outcome.IsReplay)));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"DERP_KV_SEED={seed}, {round}, step {NameOf(round.Step)}: {e.Message}\n{string.Join('\n', log)}", e);
        }
    }

    private void Count(KillRound round, bool isCommitted) => Found.AddOrUpdate((NameOf(round.Step), isCommitted), 1, static (_, count) => count + 1);

    private static void Judge(KillVictim victim, string key, bool isReplay)
    {
        var fate = victim.FateOf(key);
        if (fate == PgFate.NotSent && isReplay)
            throw new InvalidOperationException($"The commit of {key} was never sent, and yet its record was there.");
        if (fate == PgFate.Committed && !isReplay)
            throw new InvalidOperationException($"{key} was committed before the process was killed, and yet it ran again.");
    }

    private static async Task<(string Key, Outcome[] Outcomes)> AgainAsync(ICaller caller, string key, int times) =>
        (key, await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Task.Run(() => Conflicts.RepeatedAsync(caller, key)))));

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && Volatile.Read(ref _isBroken) == 0)
        {
            await CompareAsync();
            try
            {
                await Task.Delay(10, cancellationToken);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task CompareAsync()
    {
        foreach (var database in databases)
        {
            var differences = await database.DifferencesAsync();
            if (differences.Count == 0)
                continue;
            Volatile.Write(ref _isBroken, 1);
            throw new InvalidOperationException($"DERP_KV_SEED={seed}: effects and records differ: {string.Join("; ", differences)}");
        }
    }
}
