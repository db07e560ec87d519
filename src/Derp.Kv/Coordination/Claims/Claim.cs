using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Claims;

/// <summary>
/// One idempotent call. Key, fingerprint, origin and owner token are fixed before the first send. So a resent command finds its own
/// record, and a body that changes its argument completes the key that was claimed.
/// </summary>
internal sealed partial class Claim<TState, T>(
    KvClient client,
    byte[] key,
    Fingerprint fingerprint,
    IKvSerializer<T> serializer,
    ClaimPolicy policy,
    TState state,
    Func<TState, CancellationToken, ValueTask<IdempotentResult<T>>> body)
{
    private readonly byte[] _record = IdempotencyRecord.InProgress(client.Chance.NextToken(), fingerprint, policy.Origin);
    private KvActivity _activity;

    public ValueTask<IdempotentResult<T>> ExecuteAsync(CancellationToken cancellationToken) =>
        KvActivities.AreOn ? TracedAsync(cancellationToken) : DecideAsync(cancellationToken);

    private async ValueTask<IdempotentResult<T>> TracedAsync(CancellationToken cancellationToken)
    {
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IdempotentResult<T>> DecideAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        client.Gate.EnterCall();
        try
        {
            var (decision, replayed) = await TryDecideAsync(cancellationToken).ConfigureAwait(false);
            return decision switch
            {
                ClaimDecision.Run => await RunAsync().ConfigureAwait(false),
                ClaimDecision.RunUnprotected => (await RunBodyAsync(CancellationToken.None).ConfigureAwait(false)) with { IsReplay = false },
                _ => replayed,
            };
        }
        finally
        {
            client.Gate.Calls.Exit();
        }
    }

    // Until the body begins, or the call ends without it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(ClaimDecision Decision, IdempotentResult<T> Replayed)> TryDecideAsync(CancellationToken cancellationToken)
    {
        var runs = false;
        client.Gate.Undecided.Enter();
        try
        {
            var decided = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (decided.Decision != ClaimDecision.Replay)
            {
                // The caller has cancelled, or the client is being disposed of.
                cancellationToken.ThrowIfCancellationRequested();
                client.Gate.ThrowIfClosing();
            }

            runs = decided.Decision == ClaimDecision.Run;
            return decided;
        }
        finally
        {
            // A claim without a running body need not block the retry for a whole LockTtl.
            if (!runs && _claimedAt != NotClaimed)
                _ = ReleaseAsync();
            client.Gate.Undecided.Exit();
        }
    }

    private void Decided(string outcome) => _activity.SetTag("outcome", outcome).SetTag("replay", outcome == "replay");

    private void Refused(string reason)
    {
        KvMetrics.Conflict(policy.Method, reason);
        Decided(reason);
    }

    private ValueTask<IdempotentResult<T>> RunBodyAsync(CancellationToken bodyToken) =>
        BodyTrace.RunAsync(policy.Method, client.Time, state, body, bodyToken);

    private async ValueTask<IdempotentResult<T>> RunAsync()
    {
        // From here on the caller's token is not observed: cancelling does not undo a side effect. The body's own
        // is cancelled when the claim is lost. It is not disposed of: code that the body has started may still use it.
        var lost = new CancellationTokenSource();

        // The hold begins before the body is called, which may block this thread.
        var hold = new ClaimHold(client, key, _record, policy, lost, _claimedAt);
        client.Gate.Claims.Enter();
        client.Keeper.Keep(hold);
        try
        {
            var result = await RunHeldAsync(hold, lost.Token).ConfigureAwait(false);
            if (Stores(result.StatusCode))
                await CompleteAsync(Encode(ref result)).ConfigureAwait(false);
            else
                await ReleaseAsync().ConfigureAwait(false);
            return result with { IsReplay = false };
        }
        finally
        {
            hold.End();
            client.Gate.Claims.Exit();
        }
    }

    private async ValueTask<IdempotentResult<T>> RunHeldAsync(ClaimHold hold, CancellationToken bodyToken)
    {
        try
        {
            await client.ReadyToHoldAsync(policy.LockTtl).ConfigureAwait(false);
            return await RunBodyAsync(bodyToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or TimeoutException))
        {
            hold.Finish();
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            hold.Finish();
        }
    }

    private bool Stores(int status)
    {
        try
        {
            return policy.Stores(status);
        }
#pragma warning disable CA1031 // The application's callback may throw anything; the work is done, and must not be done again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            client.Log.ShouldStoreThrew(policy.Method, e);
            return true;
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await client.Inner.ReleaseClaimAsync(key, _record).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            KvMetrics.ClaimFailure(policy.Method, "release");
            client.Log.NotReleased(policy.Method, e);
        }
    }
}
