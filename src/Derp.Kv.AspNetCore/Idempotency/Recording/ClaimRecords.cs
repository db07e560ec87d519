using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.AspNetCore.Idempotency.Recording;

/// <summary>Records in a client's store. The run holds a claim, and the record is completed when it has returned, whatever the store says then.</summary>
internal sealed class ClaimRecords(KvClient client, ClaimPolicy policy) : Records
{
    private readonly ClaimPolicy _atOnce = policy with { InFlight = InFlightBehavior.Reject };

    public override byte[] KeyPrefix => client.KeyPrefixUtf8;

    public override int MaxValueSize => client.Options.MaxValueSize;

    public override bool CanFailAtTheEnd => false;

    public override ValueTask<IdempotentResult<T>> ExecuteAsync<TState, T>(
        byte[] key,
        Fingerprint fingerprint,
        IKvSerializer<T> serializer,
        bool mayWait,
        CapturedCall call,
        TState state,
        Func<CapturedCall, TState, IdempotentResult<T>> keep,
        CancellationToken callerGone) =>
        client.ExecuteOnceAsync(
            key,
            fingerprint,
            serializer,
            mayWait ? policy : _atOnce,
            (call, state, keep),
            static async (run, claimLost) =>
            {
                // Where the store was away and the options let the endpoint run all the same, there is no claim to lose.
                await run.call.RunAsync(isProtected: claimLost.CanBeCanceled, claimLost).ConfigureAwait(false);
                return run.keep(run.call, run.state);
            },
            callerGone);
}
