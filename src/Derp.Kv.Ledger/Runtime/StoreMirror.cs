using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Coordination;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

namespace Derp.Kv.Ledger.Runtime;

/// <summary>
/// Copies of completed records in a store, under the key that a claim would have. A copy lives shorter than its row, so that the store
/// never answers for a key that the ledger has free.
/// </summary>
internal sealed class StoreMirror(KvClient store, byte[] key, Fingerprint fingerprint, RecordOrigin origin, string method) : ILedgerMirror
{
    /// <summary>The completed record of the same method and arguments; null: the ledger has to be asked.</summary>
    public async ValueTask<IdempotencyRecord?> TryReadAsync(CancellationToken cancellationToken)
    {
        byte[]? bytes;
        try
        {
            bytes = await store.Inner.GetAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            LedgerMetrics.MirrorFailed(method, "read");
            return null;
        }

        // What the store says of other arguments or another method is for the ledger to decide.
        return bytes is not null
            && IdempotencyRecord.TryParse(bytes, out var record)
            && record.State != IdempotencyState.InProgress
            && record.Origin == origin
            && record.Fingerprint == fingerprint
                ? record
                : null;
    }

    public void Offer(LedgerResult result, TimeSpan remaining)
    {
        // A command can be executed until its time-out after it was sent.
        var life = remaining - store.Options.OperationTimeout;
        if (life > TimeSpan.Zero)
            _ = CopyAsync(result, life);
    }

    private async Task CopyAsync(LedgerResult result, TimeSpan life)
    {
        try
        {
            var claim = IdempotencyRecord.InProgress(LeaseToken.Create(), fingerprint, origin);
            var record = IdempotencyRecord.Complete(claim, result.State, (ushort)result.StatusCode, result.Body);
            await store.Inner.SetNxAsync(key, record, life).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for it: the store may be away, full or disposed of.
        catch
#pragma warning restore CA1031
        {
            LedgerMetrics.MirrorFailed(method, "copy");
        }
    }
}
