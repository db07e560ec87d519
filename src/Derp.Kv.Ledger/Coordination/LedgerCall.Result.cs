using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;
using Derp.Kv.Serialization;

namespace Derp.Kv.Ledger.Coordination;

// A result on its way into the row, and out of it again.
internal sealed partial class LedgerCall<TState, T>
{
    private LedgerResult Encode(ref IdempotentResult<T> result)
    {
        try
        {
            int status = checked((ushort)result.StatusCode);
            if (result.Value is null)
                return new(IdempotencyState.CompletedNull, status, null);

            var buffer = new PooledBufferWriter();
            serializer.SerializeToRead(buffer, result.Value);
            var size = buffer.Written.Length;
            var bytes = size <= ledger.Options.MaxValueSize || policy.ReturnsStored ? buffer.Written.ToArray() : null;
            buffer.Return();
            if (policy.ReturnsStored)
                result = result with { Value = serializer.Deserialize(bytes) };
            if (size <= ledger.Options.MaxValueSize)
                return new(IdempotencyState.Completed, status, bytes);

            LedgerMetrics.NotReplayable(policy.Method, "too_large");
            ledger.Log.Oversized(policy.Method, size);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the work is done, and its caller gets the result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LedgerMetrics.NotReplayable(policy.Method, "not_serialized");
            ledger.Log.NotSerialized(policy.Method, e);
        }

        // A duplicate call must still not run the body (I26).
        return LedgerResult.NotReplayable;
    }

    private IdempotentResult<T> Replay(LedgerRow row)
    {
        try
        {
            var result = StoredResult.Read(row.State, row.StatusCode, row.Body, serializer);
            Decided("replay");
            LedgerMetrics.Replay(policy.Method, "ledger");
            if (row.Remaining > TimeSpan.Zero)
                mirror?.Offer(new(row.State, row.StatusCode, row.State == IdempotencyState.Completed ? row.Body.ToArray() : null), row.Remaining);
            return result;
        }
        catch (KvSerializationException)
        {
            Refused(row.State == IdempotencyState.NotReplayable ? "not_replayable" : "unreadable");
            throw;
        }
    }
}
