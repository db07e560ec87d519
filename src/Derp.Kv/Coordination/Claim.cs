using System.Buffers;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination;

/// <summary>
/// One idempotent call. Key, fingerprint and owner token are fixed before the first send, so that a resent claim
/// recognises itself and a body that changes its argument completes the key that was claimed.
/// </summary>
internal sealed class Claim<TState, T>(
    KvClient client,
    byte[] key,
    Fingerprint fingerprint,
    IKvSerializer<T> serializer,
    ClaimPolicy policy,
    TState state,
    Func<TState, CancellationToken, ValueTask<IdempotentResult<T>>> body)
{
    private readonly byte[] _record = IdempotencyRecord.InProgress(LeaseToken.Create(), fingerprint);

    public async ValueTask<IdempotentResult<T>> ExecuteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = client.Time.GetTimestamp();
        while (true)
        {
            byte[]? standing;
            try
            {
                standing = await TryClaimAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (KvUnavailableException e) when (policy.OnUnavailable == IdempotencyUnavailable.Run)
            {
                client.Log.Unprotected(policy.Method, e);
                return (await body(state, CancellationToken.None).ConfigureAwait(false)) with { IsReplay = false };
            }

            if (standing is null || standing.AsSpan().SequenceEqual(_record))
                return await RunAsync(cancellationToken).ConfigureAwait(false);

            if (!IdempotencyRecord.TryParse(standing, out var record))
                throw new KvSerializationException("The record under the idempotency key cannot be read: another program, or a newer version, wrote it. The call did not run.");

            if (record.Fingerprint != fingerprint)
            {
                KvMetrics.Conflict(policy.Method, "key_reused");
                throw new IdempotencyKeyReusedException();
            }

            if (record.State != IdempotencyState.InProgress)
                return Replay(record);

            var left = policy.WaitTimeout - client.Time.GetElapsedTime(started);
            if (policy.InFlight == InFlightBehavior.Reject || left <= TimeSpan.Zero)
                throw await InFlightAsync(cancellationToken).ConfigureAwait(false);

            await Pause.For(left < ClaimPolicy.RetryDelay ? left : ClaimPolicy.RetryDelay, client, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<byte[]?> TryClaimAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.SetNxGetAsync(key, _record, policy.LockTtl, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or KvUnavailableException { OutcomeUnknown: true })
        {
            // The claim may stand. Nobody runs under it, so it need not hold off the retry for a whole lease.
            _ = ReleaseAsync();
            throw;
        }
        catch (KvUnavailableException) when (policy.OnUnavailable == IdempotencyUnavailable.Throw)
        {
            // A server at its memory limit refuses the claim, also where a result stands; it still reads.
            if (await TryReadAsync(cancellationToken).ConfigureAwait(false) is { } standing)
                return standing;
            throw;
        }
    }

    private async ValueTask<byte[]?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (KvException)
        {
            return null;
        }
    }

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
            var running = body(state, lost.Token);
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
            await CompleteAsync(result).ConfigureAwait(false);
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
                        client.Background.Cancel(lost);
                        return;
                    }
                }
                catch (Exception e) when (StoreFailure.Is(e))
                {
                    // The next turn tries again; if the claim ends meanwhile, it will find so.
                    client.Log.NotRenewed(policy.Method, e);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private async ValueTask CompleteAsync(IdempotentResult<T> result)
    {
        var completed = Encode(result);
        var began = client.Time.GetTimestamp();
        while (true)
        {
            try
            {
                if (!await TryStoreAsync(completed).ConfigureAwait(false))
                    client.Log.ResultNotStored(policy.Method, null);
                return;
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                // The work is done: a connection that is back in a moment must not cost a duplicate. In the end no release
                // is sent, which would invite one.
                if (e is not KvUnavailableException || client.Time.GetElapsedTime(began) >= ClaimPolicy.CompletionPatience)
                {
                    client.Log.ResultNotStored(policy.Method, e);
                    return;
                }
            }

            await Pause.For(ClaimPolicy.RetryDelay, client, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryStoreAsync(byte[] completed)
    {
        if (await client.CompareAndSetAsync(key, _record, completed, policy.Ttl, CancellationToken.None).ConfigureAwait(false))
            return true;

        // The claim may have ended meanwhile: then the result is stored only if nobody took over. An earlier try whose
        // answer was lost is recognised by its bytes.
        var standing = await client.SetNxGetAsync(key, completed, policy.Ttl, CancellationToken.None).ConfigureAwait(false);
        return standing is null || standing.AsSpan().SequenceEqual(completed);
    }

    private byte[] Encode(IdempotentResult<T> result)
    {
        try
        {
            var status = checked((ushort)result.StatusCode);
            if (result.Value is null)
                return IdempotencyRecord.Complete(_record, IdempotencyState.CompletedNull, status);

            var buffer = new ArrayBufferWriter<byte>();
            serializer.Serialize(buffer, result.Value);
            if (buffer.WrittenCount <= client.Options.MaxValueSize)
                return IdempotencyRecord.Complete(_record, IdempotencyState.Completed, status, buffer.WrittenSpan);

            client.Log.Oversized(policy.Method, buffer.WrittenCount);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the work is done, and its caller gets the result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            client.Log.NotSerialized(policy.Method, e);
        }

        // A duplicate must still not run again.
        return IdempotencyRecord.Complete(_record, IdempotencyState.NotReplayable, 0);
    }

    private IdempotentResult<T> Replay(in IdempotencyRecord record)
    {
        if (record.State == IdempotencyState.NotReplayable)
        {
            KvMetrics.Conflict(policy.Method, "not_replayable");
            throw new KvSerializationException("The call has run; its result could not be serialized or was too large, and cannot be replayed.");
        }

        KvMetrics.Replay(policy.Method);
        if (record.State == IdempotencyState.CompletedNull)
            return new IdempotentResult<T>(default!, record.StatusCode, IsReplay: true);

        try
        {
            return new IdempotentResult<T>(serializer.Deserialize(record.Body), record.StatusCode, IsReplay: true);
        }
        catch (Exception e) when (e is not KvSerializationException)
        {
            throw new KvSerializationException("The call has run; its stored result cannot be read as the expected type.", e);
        }
    }

    private async ValueTask<IdempotencyInFlightException> InFlightAsync(CancellationToken cancellationToken)
    {
        KvMetrics.Conflict(policy.Method, "in_flight");
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
            client.Log.NotReleased(policy.Method, e);
        }
    }
}
