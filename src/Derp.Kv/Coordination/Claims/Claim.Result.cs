using Derp.Kv.Diagnostics;
using Derp.Kv.Serialization;

namespace Derp.Kv.Coordination.Claims;

// A result on its way into the record, and out of it again.
internal sealed partial class Claim<TState, T>
{
    private async ValueTask CompleteAsync(byte[] completed)
    {
        var began = client.Time.GetTimestamp();
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                if (!await TryStoreAsync(completed, isAgain).ConfigureAwait(false))
                {
                    KvMetrics.ResultNotStored(policy.Method, "claim_lost");
                    client.Log.ResultNotStored(policy.Method, null);
                }

                return;
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                if (!isAgain)
                    KvMetrics.ClaimFailure(policy.Method, "complete");

                // The work is done: a connection that returns in a moment must not cost a second execution. In the end no release
                // is sent, which would allow one.
                if (e is not KvUnavailableException || client.Time.GetElapsedTime(began) >= ClaimPolicy.CompletionPatience)
                {
                    KvMetrics.ResultNotStored(policy.Method, "store_failed");
                    client.Log.ResultNotStored(policy.Method, e);
                    return;
                }
            }

            await Pause.For(ClaimPolicy.RetryDelay, client, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryStoreAsync(byte[] completed, bool isAgain)
    {
        // The claim may have ended meanwhile: then the result is stored only if there is no new owner.
        if (await client.Inner.CompleteClaimAsync(key, _record, completed, policy.Ttl).ConfigureAwait(false)
            || await client.Inner.SetNxAsync(key, completed, policy.Ttl).ConfigureAwait(false))
        {
            return true;
        }

        // An earlier try whose answer was lost has done it.
        var standing = isAgain ? await client.Inner.GetAsync(key, CancellationToken.None).ConfigureAwait(false) : null;
        return standing.AsSpan().SequenceEqual(completed);
    }

    // The record, and the result as its caller gets it.
    private byte[] Encode(ref IdempotentResult<T> result)
    {
        try
        {
            var status = checked((ushort)result.StatusCode);
            if (result.Value is null)
                return IdempotencyRecord.Complete(_record, IdempotencyState.CompletedNull, status);

            var buffer = new PooledBufferWriter();
            serializer.SerializeToRead(buffer, result.Value);
            client.RoundTrips?.Verify(policy.Method, serializer, result.Value, buffer.Written);
            var size = buffer.Written.Length;
            var completed = size <= client.Options.MaxValueSize ? IdempotencyRecord.Complete(_record, IdempotencyState.Completed, status, buffer.Written) : null;
            if (policy.ReturnsStored)
                result = result with { Value = serializer.Deserialize(buffer.Written.ToArray()) };
            buffer.Return();
            if (completed is not null)
                return completed;

            KvMetrics.ResultNotStored(policy.Method, "too_large");
            client.Log.Oversized(policy.Method, size);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the work is done, and its caller gets the result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            KvMetrics.ResultNotStored(policy.Method, "not_serialized");
            client.Log.NotSerialized(policy.Method, e);
        }

        // A duplicate call must still not run the body.
        return IdempotencyRecord.Complete(_record, IdempotencyState.NotReplayable, 0);
    }

    private IdempotentResult<T> Replay(in IdempotencyRecord record)
    {
        if (record.State == IdempotencyState.NotReplayable)
        {
            Refused("not_replayable");
            throw new KvSerializationException("The call has run; its result could not be serialized or was too large, and cannot be replayed.");
        }

        if (record.State == IdempotencyState.CompletedNull && default(T) is not null)
        {
            Refused("unreadable");
            throw new KvSerializationException("The call has run and its result was null, which its type does not allow now: another version of the method wrote it.");
        }

        Decided("replay");
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
}
