using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.Coordination;

namespace Derp.Kv.AspNetCore.Idempotency.Recording;

/// <summary>Records in a ledger. The run writes in the transaction that commits its record: when that fails, nothing has happened.</summary>
internal sealed class LedgerRecords(KvLedger ledger, LedgerPolicy policy) : Records
{
    private readonly LedgerPolicy _atOnce = policy with { InFlight = InFlightBehavior.Reject };

    public override byte[] KeyPrefix => ledger.KeyPrefixUtf8;

    public override int MaxValueSize => ledger.Options.MaxValueSize;

    public override bool CanFailAtTheEnd => true;

    public override ValueTask<IdempotentResult<T>> ExecuteAsync<TState, T>(
        byte[] key,
        Fingerprint fingerprint,
        IKvSerializer<T> serializer,
        bool mayWait,
        CapturedCall call,
        TState state,
        Func<CapturedCall, TState, IdempotentResult<T>> keep,
        CancellationToken callerGone) =>
        ledger.ExecuteAsync(
            key,
            fingerprint,
            serializer,
            mayWait ? policy : _atOnce,
            (call, state, keep),
            static async (run, transaction, lost) =>
            {
                using (run.call.Offer(transaction))
                    await run.call.RunAsync(isProtected: true, lost).ConfigureAwait(false);
                return run.keep(run.call, run.state);
            },
            callerGone);
}
