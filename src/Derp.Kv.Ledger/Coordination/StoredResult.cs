using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>A stored result, as its caller gets it.</summary>
internal static class StoredResult
{
    /// <exception cref="KvSerializationException">It cannot be replayed.</exception>
    public static IdempotentResult<T> Read<T>(IdempotencyState state, int status, ReadOnlyMemory<byte> body, IKvSerializer<T> serializer)
    {
        if (state == IdempotencyState.NotReplayable)
            throw new KvSerializationException("The call has run; its result could not be serialized or was too large, and cannot be replayed.");
        if (state == IdempotencyState.CompletedNull)
        {
            return default(T) is null
                ? new(default!, status, IsReplay: true)
                : throw new KvSerializationException("The call has run and its result was null, which its type does not allow now: another version of the method wrote it.");
        }

        try
        {
            return new(serializer.Deserialize(body), status, IsReplay: true);
        }
        catch (Exception e) when (e is not KvSerializationException)
        {
            throw new KvSerializationException("The call has run; its stored result cannot be read as the expected type.", e);
        }
    }
}
