using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

namespace Derp.Kv.Ledger.Coordination;

// The way of a call to its key, or to the result of another call: it asks, and waits while another call runs.
internal sealed partial class LedgerCall<TState, T>
{
    private async ValueTask<IdempotentResult<T>> DecideAsync(CancellationToken cancellationToken)
    {
        var mine = new CallHere(fingerprint, policy.Origin);
        while (true)
        {
            if (ledger.CallsHere.TryEnter(key, mine) is not { } other)
                return await AskListedAsync(mine, cancellationToken).ConfigureAwait(false);
            if (await TryBesideAsync(other, cancellationToken).ConfigureAwait(false) is { } result)
                return result;
        }
    }

    private async ValueTask<IdempotentResult<T>> AskListedAsync(CallHere mine, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Session is not { } session)
                return Replay(answer.Row!);
            mine.Run();
            return await RunAsync(session).ConfigureAwait(false);
        }
        finally
        {
            ledger.CallsHere.Leave(key, mine);
        }
    }

    // Another call of this process has the key, or asks for it; null: it has ended, and this one has to ask itself.
    private async ValueTask<IdempotentResult<T>?> TryBesideAsync(CallHere other, CancellationToken cancellationToken)
    {
        if (!other.IsRunning)
        {
            if (policy.InFlight == InFlightBehavior.Reject)
            {
                var answer = await AskAsync(cancellationToken).ConfigureAwait(false);
                return answer.Session is { } session ? await RunAsync(session).ConfigureAwait(false) : Replay(answer.Row!);
            }

            // Replays must not queue behind one another, and a call that finds nothing needs no second connection to wait with.
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is { IsExpired: false } row)
                return Replay(Checked(row));
            await WaitForAsync(other.Decided, cancellationToken).ConfigureAwait(false);
        }

        if (!other.IsRunning)
            return null;
        ThrowIfOther(other.Origin, other.Fingerprint);
        if (policy.InFlight == InFlightBehavior.Reject && !other.Ended.IsCompleted)
            throw InFlight();
        await WaitForAsync(other.Ended, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask WaitForAsync(Task ended, CancellationToken cancellationToken)
    {
        if (ended.IsCompleted)
            return;
        var left = Left;
        if (left <= TimeSpan.Zero)
            throw InFlight();
        try
        {
            // The task of another call: it ends in any case, and its exception is not this call's.
            await ended.WaitAsync(left < s_longestTimer ? left : s_longestTimer, ledger.Time, cancellationToken).ConfigureAwait(false);
            LedgerMetrics.Waited(policy.Method, "ended");
        }
        catch (TimeoutException)
        {
            if (left < s_longestTimer)
                throw InFlight();
        }
    }

    private TimeSpan Left => policy.WaitTimeout - ledger.Time.GetElapsedTime(_started);

    private IdempotencyInFlightException InFlight()
    {
        Refused("in_flight");
        return new IdempotencyInFlightException(TimeSpan.Zero);
    }
}
