using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>What a caller was told that has outlived a break: a result, or an exception.</summary>
internal sealed record Live(string Key, Outcome? Outcome, Exception? Exception)
{
    public bool IsUnknown => Exception is KvUnavailableException { OutcomeUnknown: true };

    public static async Task<Live> CallAsync(ICaller caller, string key)
    {
        try
        {
            return new(key, await caller.CallAsync(key), null);
        }
#pragma warning disable CA1031 // Which exceptions are right is what is asked.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(key, null, e);
        }
    }

    /// <summary>Compares what a caller was told with the table, and calls again. The server is up, and no transaction is open.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public async Task CheckAsync(IProofDatabase database, ICaller caller)
    {
        var runs = await database.RunsAsync(Key);
        if (Outcome is { } told && (runs.Count != 1 || runs[0] != told.Run))
            throw new InvalidOperationException($"The caller of {Key} got a result, and {runs.Count} runs have left effects.");
        if (Exception is not null && !IsUnknown && runs.Count != 0)
            throw new InvalidOperationException($"The caller of {Key} was told that nothing was committed, and an effect is there.", Exception);

        var again = await caller.CallAsync(Key);
        var after = await database.RunsAsync(Key);
        if (after.Count != 1 || after[0] != again.Run || again.IsReplay != (runs.Count == 1))
            throw new InvalidOperationException($"The call that came again to {Key} got {again}, and {after.Count} runs have left effects.");
    }

    public override string ToString() => $"{Key}: {Outcome?.ToString() ?? Exception!.GetType().Name + (IsUnknown ? ", outcome unknown" : "")}: {Exception?.Message}";
}
