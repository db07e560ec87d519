using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Claims;

// The way of a call to its claim, or to the result of another call: it asks, and waits while another call runs.
internal sealed partial class Claim<TState, T>
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(ClaimDecision Decision, IdempotentResult<T> Replayed)> LookAsync(CancellationToken cancellationToken)
    {
        var started = client.Time.GetTimestamp();
        var wait = new WaitTrace(client, policy.Method, KvMetrics.ClaimWaits);
        ClaimWait? waiting = null;
        try
        {
            while (true)
            {
                byte[]? standing = null;
                KvUnavailableException? failure = null;
                try
                {
                    client.Gate.ThrowIfClosing();
                    standing = await TryClaimAsync(waiting, cancellationToken).ConfigureAwait(false);
                }
                catch (KvUnavailableException e) when (waiting is not null)
                {
                    // One failed poll tells nothing about the call that was seen running.
                    failure = e;
                }
                catch (KvUnavailableException e) when (policy.OnUnavailable == IdempotencyUnavailable.Run)
                {
                    Decided("unprotected");
                    KvMetrics.Unprotected(policy.Method);
                    client.Log.Unprotected(policy.Method, e);
                    return (ClaimDecision.RunUnprotected, default);
                }
                catch (Exception e)
                {
                    wait.End(e is OperationCanceledException ? "abandoned" : "store_failed");
                    throw;
                }

                if (failure is null && Decide(standing, ref wait) is { } decided)
                    return decided;

                var left = policy.WaitTimeout - client.Time.GetElapsedTime(started);
                if (policy.InFlight == InFlightBehavior.Reject || left <= TimeSpan.Zero)
                {
                    if (failure is not null && policy.OnUnavailable == IdempotencyUnavailable.Throw)
                    {
                        wait.End("store_failed");
                        ExceptionDispatchInfo.Throw(failure);
                    }

                    wait.End("timeout");
                    throw await InFlightAsync(failure is null, cancellationToken).ConfigureAwait(false);
                }

                wait.Begin();
                waiting ??= new ClaimWait(client, key);
                try
                {
                    await waiting.UntilNextAskAsync(left, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    wait.End("abandoned");
                    throw;
                }
            }
        }
        finally
        {
            waiting?.Dispose();
        }
    }

    // What the record there means for this call; null: another call with the same arguments runs.
    private (ClaimDecision Decision, IdempotentResult<T> Replayed)? Decide(byte[]? standing, ref WaitTrace wait)
    {
        if (IsOurs(standing))
        {
            wait.End("claim");
            Decided("run");
            return (ClaimDecision.Run, default);
        }

        if (!IdempotencyRecord.TryParse(standing!, out var record))
        {
            wait.End("conflict");
            Refused("unreadable");
            throw new KvSerializationException("The record under the idempotency key cannot be read: another program, or a newer version, wrote it. The call did not run.");
        }

        if (record.Origin != policy.Origin)
        {
            wait.End("conflict");
            Refused("other_method");
            throw IdempotencyKeyReusedException.OfAnotherMethod();
        }

        if (record.Fingerprint != fingerprint)
        {
            wait.End("conflict");
            Refused("key_reused");
            throw new IdempotencyKeyReusedException();
        }

        if (record.State == IdempotencyState.InProgress)
            return null;
        wait.End("replay");
        return (ClaimDecision.Replay, Replay(record));
    }
}
