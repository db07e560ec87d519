using Derp.Kv.Coordination.Claims;
using Derp.Kv.Diagnostics;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>
/// One call on a ledger. Key, fingerprint, origin and owner are fixed before the first statement is sent, so that the call recognises its
/// own row, and a body that changes its argument completes the key that was taken.
/// </summary>
internal sealed partial class LedgerCall<TState, T>(
    KvLedger ledger,
    byte[] key,
    Fingerprint fingerprint,
    IKvSerializer<T> serializer,
    LedgerPolicy policy,
    ILedgerMirror? mirror,
    TState state,
    Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<T>>> body)
{
    private readonly LedgerRequest _request = RequestOf(key, fingerprint, policy);
    private readonly long _started = ledger.Time.GetTimestamp();
    private KvActivity _activity;

    public async ValueTask<IdempotentResult<T>> ExecuteAsync(CancellationToken cancellationToken)
    {
        BodyFlow.ThrowIfInside();
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = _activity = KvActivities.Start(KvActivities.Idempotent, policy.Method);
        try
        {
            return await DecideAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private static LedgerRequest RequestOf(byte[] key, Fingerprint fingerprint, LedgerPolicy policy)
    {
        var (print, origin) = (new byte[Fingerprint.Size], new byte[RecordOrigin.Size]);
        fingerprint.CopyTo(print);
        policy.Origin.CopyTo(origin);
        return new(key, print, origin, Derp.Kv.Coordination.LeaseToken.Create().ToArray(), policy.Ttl);
    }

    private void Decided(string outcome) => _activity.SetTag("outcome", outcome).SetTag("replay", outcome == "replay");

    private void Refused(string reason)
    {
        LedgerMetrics.Conflict(policy.Method, reason);
        Decided(reason);
    }

    private async ValueTask<IdempotentResult<T>> RunAsync(LedgerSession session)
    {
        Decided("run");
        IdempotentResult<T> result;
        try
        {
            result = await RunBodyAsync(session).ConfigureAwait(false);
        }
        catch
        {
            // Rolled back, or lost with its connection: either way the key is free.
            await session.EndAsync().ConfigureAwait(false);
            throw;
        }

        if (Stores(result.StatusCode))
            await CommitAsync(session, Encode(ref result)).ConfigureAwait(false);
        else
            await session.EndAsync().ConfigureAwait(false);
        return result with { IsReplay = false };
    }

    // From here on the caller's token is not observed: the call returns when the body does (I17).
    private async ValueTask<IdempotentResult<T>> RunBodyAsync(LedgerSession session)
    {
        var flow = BodyFlow.Begin();
        var began = LedgerMetrics.BeginBody(policy.Method, ledger.Time);
        try
        {
            return await body(state, new LedgerTransaction(session.Connection, session.Transaction), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            flow.End();
            LedgerMetrics.EndBody(policy.Method, ledger.Time, began);
        }
    }

    private bool Stores(int status)
    {
        try
        {
            return policy.Stores(status);
        }
#pragma warning disable CA1031 // The application's callback may throw anything; the work is done, and is kept.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ledger.Log.ShouldStoreThrew(policy.Method, e);
            return true;
        }
    }
}
