using System.Diagnostics;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>One break of one call, the first on any connection that comes to the step.</summary>
/// <param name="step">Where.</param>
/// <param name="where">Where within it, from 0 to 1: how many bytes go through, or how long it takes.</param>
/// <param name="strike">Makes the break.</param>
/// <param name="longest">How long after the commit was sent the break comes at most, for that step.</param>
internal sealed class PgCut(PgStep step, double where, Action strike, TimeSpan longest)
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStruck;

    /// <summary>Ends when the break was made.</summary>
    public Task Struck => _struck.Task;

    /// <summary>How many bytes of a packet go through before the break; null: all, and there is none here.</summary>
    public int? Of(IReadOnlyList<(int End, PgAct Act)> messages, int packet, PgMessages client, bool fromClient, bool answersInsert)
    {
        if (Volatile.Read(ref _isStruck) != 0)
            return 0;
        var effects = messages.Any(static message => message.Act == PgAct.Effect);
        return (step, fromClient) switch
        {
            (PgStep.BeforeInsert, true) when End(PgAct.Insert) is { } end => Part(end),
            (PgStep.Inserted, false) when answersInsert => Part(packet),
            (PgStep.InBody, true) when effects && (where < 0.5 || client.Effects > 1) => (int)(where * 2 % 1 * (packet + 1)),
            (PgStep.BeforeUpdate, true) when (End(PgAct.Commit) ?? End(PgAct.Update)) is { } end => Part(end),
            (PgStep.MidCommit, true) when End(PgAct.Commit) is not null => packet,
            (PgStep.AfterCommit, false) when End(PgAct.Commit) is not null => Part(packet),
            _ => null,
        };

        int? End(PgAct act)
        {
            foreach (var message in messages)
            {
                if (message.Act == act)
                    return message.End;
            }

            return null;
        }

        int Part(int of) => (int)(where * of);
    }

    /// <summary>Makes the break, unless it was made. The bytes before it have been sent.</summary>
    public void Strike()
    {
        if (Interlocked.Exchange(ref _isStruck, 1) != 0)
            return;
        if (step == PgStep.MidCommit)
        {
            var due = Stopwatch.GetTimestamp() + (long)(where * longest.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                Thread.SpinWait(1);
        }

        strike();
        _struck.TrySetResult();
    }
}
