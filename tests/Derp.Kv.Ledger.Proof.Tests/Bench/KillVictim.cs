namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>The process of a round, with what kills it.</summary>
internal abstract class KillVictim(LedgerWorker worker, KillRound round) : IAsyncDisposable
{
    protected LedgerWorker Worker => worker;

    protected KillRound Round => round;

    /// <summary>Makes the calls, kills the process in one of them, and tells which it had answered before.</summary>
    /// <exception cref="InvalidOperationException">All calls ended, and the step was never met: the round has shown nothing.</exception>
    public async Task<IReadOnlyDictionary<string, string>> KillAsync(List<string> log)
    {
        await ArmAsync();
        foreach (var key in round.Keys)
            await worker.SendAsync($"call {key}");
        await StrikeAsync();
        var answered = new Dictionary<string, string>(StringComparer.Ordinal);
        while (answered.Count < round.Calls && await worker.TryReadAsync() is { } line)
        {
            log.Add(line);
            if (line.Split(' ') is not ["done", var key, var run, _])
                throw new InvalidOperationException($"The process wrote '{line}' before it was killed.");
            answered.Add(key, run);
        }

        if (answered.Count == round.Calls && !IsKilled)
            throw new InvalidOperationException("All calls were answered, and the process was not killed: it does not come to this step.");
        await EndAsync();
        return answered;
    }

    /// <summary>What is known of a call's commit.</summary>
    public abstract PgFate FateOf(string key);

    public virtual ValueTask DisposeAsync()
    {
        worker.Dispose();
        return default;
    }

    /// <summary>Whether what was to kill has done so.</summary>
    protected abstract bool IsKilled { get; }

    protected abstract Task ArmAsync();

    /// <summary>Kills by time, if that is the step.</summary>
    protected abstract Task StrikeAsync();

    /// <summary>Waits until the database has all that the process had sent.</summary>
    protected abstract Task EndAsync();
}
