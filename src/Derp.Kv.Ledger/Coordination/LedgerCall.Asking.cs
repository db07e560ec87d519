using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

namespace Derp.Kv.Ledger.Coordination;

// What the database says of the key. Nothing that is sent here outlives a failure, so each step can be tried again.
internal sealed partial class LedgerCall<TState, T>
{
    // A database's error can tell a lock that is held from a lock that is contended only by the time it took.
    private static readonly TimeSpan s_rejectWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_laterWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(1);

    private const int MostConflicts = 5;

    // The row that stands, and is not expired; or a session that has the key.
    private async ValueTask<LedgerAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var pauses = new Pauses(ledger.Time);
        var lockWait = policy.InFlight == InFlightBehavior.Reject ? s_rejectWait : s_firstWait;
        var isWaiting = false;
        for (var again = 0; ; again++)
        {
            var answer = await TryTakeAsync(lockWait, cancellationToken).ConfigureAwait(false);
            switch (answer.Kind)
            {
                case AnswerKind.Standing:
                    Checked(answer.Row!);
                    Ended(isWaiting, "replay");
                    return answer;

                case AnswerKind.Taken when !cancellationToken.IsCancellationRequested:
                    Ended(isWaiting, "run");
                    return answer;

                case AnswerKind.Taken:
                    await answer.Session!.EndAsync().ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                    break;

                // The row that was waited for has come or gone: at once, unless the database keeps refusing for its own reasons.
                case AnswerKind.Again when again < MostConflicts:
                    continue;
            }

            if (answer.Kind == AnswerKind.Busy && (policy.InFlight == InFlightBehavior.Reject || Left <= TimeSpan.Zero))
            {
                Ended(isWaiting, "timeout");
                throw InFlight();
            }

            if (answer.Kind == AnswerKind.Again && Left <= TimeSpan.Zero && again > 2 * MostConflicts)
                throw new KvUnavailableException("The database has ended each transaction of the call for a conflict with others, before its body began. Nothing was written.");
            if (!isWaiting && answer.Kind == AnswerKind.Busy)
                ledger.Log.WaitsLong(policy.Method);
            (isWaiting, lockWait) = (true, s_laterWait);
            await pauses.NextAsync(Left > s_shortestWait ? Left : s_shortestWait, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Ended(bool hasWaited, string outcome)
    {
        if (hasWaited)
            LedgerMetrics.Waited(policy.Method, outcome);
    }

    private async ValueTask<LedgerAnswer> TryTakeAsync(TimeSpan lockWait, CancellationToken cancellationToken)
    {
        if (ledger.Database.ReadsFirst && await ReadAsync(cancellationToken).ConfigureAwait(false) is { IsExpired: false } row)
            return LedgerAnswer.Standing(row);

        var left = policy.InFlight == InFlightBehavior.Reject ? s_firstWait : Left;
        var longest = left > s_rejectWait ? left : s_rejectWait;
        return await ledger.TakeAsync(_request, lockWait < longest ? lockWait : longest, longest, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<LedgerRow?> ReadAsync(CancellationToken cancellationToken) =>
        ledger.UseAsync(key, static (database, connection, key, ct) => database.ReadAsync(connection, key, ct), cancellationToken);

    private LedgerRow Checked(LedgerRow row)
    {
        ThrowIfOther(row.Origin, row.Fingerprint);
        return row;
    }

    private void ThrowIfOther(RecordOrigin origin, Fingerprint arguments)
    {
        if (origin != policy.Origin)
        {
            Refused("other_method");
            throw IdempotencyKeyReusedException.OfAnotherMethod();
        }

        if (arguments != fingerprint)
        {
            Refused("key_reused");
            throw new IdempotencyKeyReusedException();
        }
    }
}
