using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

namespace Derp.Kv.Ledger.Coordination;

// The end of a transaction whose body has returned, and what became of it when no answer came (L5).
internal sealed partial class LedgerCall<TState, T>
{
    // One settling connection waits as long for the old transaction as a duplicate does at first.
    private static readonly TimeSpan s_settleWait = TimeSpan.FromSeconds(1);

    private async ValueTask CommitAsync(LedgerSession session, LedgerResult result)
    {
        var sent = ledger.Time.GetTimestamp();
        try
        {
            await ledger.Database.CompleteAsync(session, _request, result).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await session.EndAsync().ConfigureAwait(false);
            switch (ledger.Database.CommitFailureOf(e))
            {
                case CommitFailure.EndedByBody:
                    Refused("ended_by_body");
                    throw new InvalidOperationException($"The body of {policy.Method} has ended its transaction itself, or closed its connection. The ledger commits it when the body has returned; what the body has committed by itself stays, with a record that cannot be replayed.", e);

                // A constraint that is checked at the commit, a conflict of serializable transactions: the driver's exception says it best.
                case CommitFailure.NotCommitted:
                    throw;
            }

            await SettleAsync(sent, e).ConfigureAwait(false);
            mirror?.Offer(result, policy.Ttl - ledger.Time.GetElapsedTime(sent));
            return;
        }

        await session.EndAsync().ConfigureAwait(false);
        mirror?.Offer(result, policy.Ttl - ledger.Time.GetElapsedTime(sent));
    }

    private async ValueTask SettleAsync(long sent, Exception lost)
    {
        ledger.Log.CommitUnanswered(policy.Method, lost);
        var began = ledger.Time.GetTimestamp();
        var pauses = new Pauses(ledger.Time);
        var (longest, clock) = (ledger.Options.SettleTimeout, ledger.Time);
        using var patience = new CancellationTokenSource(longest, clock);
        while (true)
        {
            switch (await TrySettleAsync(sent, patience.Token).ConfigureAwait(false))
            {
                case true:
                    LedgerMetrics.Settled(policy.Method, "committed");
                    ledger.Log.Settled(policy.Method, "committed");
                    return;

                case false:
                    LedgerMetrics.Settled(policy.Method, "not_committed");
                    ledger.Log.Settled(policy.Method, "not committed");
                    throw new KvUnavailableException("The connection to the database was lost at the commit. The database has rolled the transaction back: nothing was written, and the call can be repeated.", outcomeUnknown: false, lost);
            }

            var left = ledger.Options.SettleTimeout - ledger.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                break;
            await pauses.NextAsync(left, CancellationToken.None).ConfigureAwait(false);
        }

        LedgerMetrics.Settled(policy.Method, "unknown");
        ledger.Log.NotSettled(policy.Method, ledger.Options.SettleTimeout);
        throw new KvUnavailableException("The connection to the database was lost at the commit, and it could not be found out whether the transaction was committed. A repeated call finds it out: it replays, or runs.", outcomeUnknown: true, lost);
    }

    // Takes the key as another call would, which waits until the old transaction is over, and reads whose row stands. Null: not known yet.
    private async ValueTask<bool?> TrySettleAsync(long sent, CancellationToken patience)
    {
        try
        {
            var probe = _request with { Owner = Derp.Kv.Coordination.LeaseToken.Create().ToArray() };
            var answer = await ledger.TakeAsync(probe, s_settleWait, s_settleWait, patience).ConfigureAwait(false);
            if (answer.Session is { } session)
                await session.EndAsync().ConfigureAwait(false);
            else if (answer.Row is { } row && row.Owner.AsSpan().SequenceEqual(_request.Owner))
                return true;
            else if (answer.Row is null)
                return null;

            // The row could have been committed, have expired and been purged or taken over since.
            return ledger.Time.GetElapsedTime(sent) < policy.Ttl ? false : null;
        }
        catch (Exception e) when (e is KvException or OperationCanceledException)
        {
            // The database is away, or still starts; or a connection takes longer than there is time.
            return null;
        }
    }
}
