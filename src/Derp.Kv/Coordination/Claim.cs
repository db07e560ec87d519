using System.Diagnostics;
using System.Runtime.CompilerServices;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination;

/// <summary>
/// One idempotent call. Key, fingerprint, origin and owner token are fixed before the first send, so that a resent claim
/// recognises itself and a body that changes its argument completes the key that was claimed.
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
    private readonly byte[] _record = IdempotencyRecord.InProgress(LeaseToken.Create(), fingerprint, policy.Origin);
    private Activity? _activity;

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
            KvActivities.Fail(activity, e);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IdempotentResult<T>> DecideAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = client.Time.GetTimestamp();
        var wait = new WaitTrace(client.Time, policy.Method, KvMetrics.ClaimWaits);
        while (true)
        {
            byte[]? standing;
            try
            {
                standing = await TryClaimAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (KvUnavailableException e) when (policy.OnUnavailable == IdempotencyUnavailable.Run)
            {
                wait.End("store_failed");
                Decided("unprotected");
                KvMetrics.Unprotected(policy.Method);
                client.Log.Unprotected(policy.Method, e);
                return (await RunBodyAsync(CancellationToken.None).ConfigureAwait(false)) with { IsReplay = false };
            }
            catch (Exception e)
            {
                wait.End(e is OperationCanceledException ? "abandoned" : "store_failed");
                throw;
            }

            if (standing is null || standing.AsSpan().SequenceEqual(_record))
            {
                wait.End("claim");
                Decided("run");
                return await RunAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!IdempotencyRecord.TryParse(standing, out var record))
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

            if (record.State != IdempotencyState.InProgress)
            {
                wait.End("replay");
                return Replay(record);
            }

            var left = policy.WaitTimeout - client.Time.GetElapsedTime(started);
            if (policy.InFlight == InFlightBehavior.Reject || left <= TimeSpan.Zero)
            {
                wait.End("timeout");
                throw await InFlightAsync(cancellationToken).ConfigureAwait(false);
            }

            wait.Begin();
            try
            {
                await Pause.For(left < ClaimPolicy.RetryDelay ? left : ClaimPolicy.RetryDelay, client, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                wait.End("abandoned");
                throw;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<byte[]?> TryClaimAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.SetNxGetAsync(key, _record, policy.LockTtl, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or KvUnavailableException { OutcomeUnknown: true })
        {
            CountFailure(e);

            // The claim may stand. Nobody runs under it, so it need not hold off the retry for a whole lease.
            _ = ReleaseAsync();
            throw;
        }
        catch (KvUnavailableException e) when (policy.OnUnavailable == IdempotencyUnavailable.Throw)
        {
            CountFailure(e);

            // A server at its memory limit refuses the claim, also where a result stands; it still reads.
            if (await TryReadAsync(cancellationToken).ConfigureAwait(false) is { } standing)
                return standing;
            throw;
        }
        catch (Exception e)
        {
            CountFailure(e);
            throw;
        }
    }

    private void CountFailure(Exception exception)
    {
        if (StoreFailure.Is(exception))
            KvMetrics.ClaimFailure(policy.Method, "claim");
    }

    private async ValueTask<byte[]?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (KvException)
        {
            KvMetrics.ClaimFailure(policy.Method, "read");
            return null;
        }
    }

    private void Decided(string outcome) => _activity?.SetTag("outcome", outcome).SetTag("replay", outcome == "replay");

    private void Refused(string reason)
    {
        KvMetrics.Conflict(policy.Method, reason);
        Decided(reason);
    }

    private ValueTask<IdempotentResult<T>> RunBodyAsync(CancellationToken bodyToken) =>
        BodyTrace.RunAsync(policy.Method, client.Time, state, body, bodyToken);

    private async ValueTask<IdempotentResult<T>> RunAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _ = ReleaseAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        IdempotentResult<T> result;
        // Not disposed of: the body may have left something running that still looks at it.
        var lost = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        try
        {
            // From here on the caller's token is not observed: a caller that hangs up does not undo a side effect. The
            // body's own fires when the claim is lost.
            var running = RunBodyAsync(lost.Token);
            var renewal = running.IsCompleted ? Task.CompletedTask : RenewAsync(lost, ended.Token);
            try
            {
                result = await running.ConfigureAwait(false);
            }
            finally
            {
                ended.Cancel();
                await renewal.ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or TimeoutException))
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }

        if (policy.Stores(result.StatusCode))
            await CompleteAsync(Encode(ref result)).ConfigureAwait(false);
        else
            await ReleaseAsync().ConfigureAwait(false);
        return result with { IsReplay = false };
    }

    private async Task RenewAsync(CancellationTokenSource lost, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Pause.For(policy.LockTtl / 3, client, ended).ConfigureAwait(false);
                try
                {
                    if (!await client.CompareAndExpireAsync(key, _record, policy.LockTtl, ended).ConfigureAwait(false))
                    {
                        KvMetrics.ClaimLost(policy.Method);
                        client.Log.ClaimLost(policy.Method);
                        client.Background.Cancel(lost);
                        return;
                    }
                }
                catch (Exception e) when (StoreFailure.Is(e))
                {
                    // The next turn tries again; if the claim ends meanwhile, it will find so.
                    KvMetrics.ClaimFailure(policy.Method, "renew");
                    client.Log.NotRenewed(policy.Method, e);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private async ValueTask<IdempotencyInFlightException> InFlightAsync(CancellationToken cancellationToken)
    {
        Refused("in_flight");

        // Completed meanwhile, it would tell the result's lifetime.
        var remaining = await client.TtlAsync(key, cancellationToken).ConfigureAwait(false) ?? TimeSpan.Zero;
        return new IdempotencyInFlightException(remaining < policy.LockTtl ? remaining : policy.LockTtl);
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await client.CompareAndDeleteAsync(key, _record, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            KvMetrics.ClaimFailure(policy.Method, "release");
            client.Log.NotReleased(policy.Method, e);
        }
    }
}
