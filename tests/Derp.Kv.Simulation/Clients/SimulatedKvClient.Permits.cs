using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Simulation;

// Limiters. Concurrent calls of one process share scripts, by the real combiner.
internal sealed partial class SimulatedKvClient : IPermitTransport
{
    private PermitCombiner? _permits;

    bool IPermitTransport.IsOneServer => _commands[0].IsOpen;

    bool IPermitTransport.EndsInTime => true;

    private PermitCombiner Permits => _permits ??= new PermitCombiner(this, Background, Options.TimeProvider, Options.OperationTimeout);

    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        if (!_process.Machine.Settings.Combines)
            return ((IPermitTransport)this).AcquireAloneAsync(key, request, isCounted: false, cancellationToken);
        var isAlone = Permits.TryGoAlone();
        return (isAlone ? null : Permits.TryAcquire(key.ToArray(), request, cancellationToken))
            ?? ((IPermitTransport)this).AcquireAloneAsync(key, request, isAlone, cancellationToken);
    }

    async ValueTask<RateLimitResult> IPermitTransport.AcquireAloneAsync(ReadOnlyMemory<byte> key, PermitRequest request, bool isCounted, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        try
        {
            return await SendAsync(CommandKind.AcquirePermit, (owned, request), static (scripts, a) => scripts.AcquirePermitAsync(a.owned, a.request), cancellationToken, owned).ConfigureAwait(false);
        }
        finally
        {
            if (isCounted)
                Permits.Arrived();
        }
    }

    Task<PermitAnswer[]> IPermitTransport.AcquireTogether(byte[][] keys, PermitRequest[] requests) => SendAsync(
        CommandKind.AcquirePermitsTogether,
        (keys, requests),
        static async (scripts, a) =>
        {
            var answers = new PermitAnswer[a.keys.Length];
            for (var i = 0; i < answers.Length; i++)
                answers[i] = new(await scripts.AcquirePermitAsync(a.keys[i], a.requests[i]).ConfigureAwait(false), null);
            return answers;
        },
        CancellationToken.None,
        keys[0],
        keys: keys.Length).AsTask();

    Refusal IPermitTransport.RefusalBy(Exception exception) => Refusal.None;

    internal override ValueTask<RateLimitResult[]?> TryAcquirePermitsCoreAsync(byte[][] keys, PermitRequest[] requests, CancellationToken cancellationToken) => SendAsync(
        CommandKind.AcquirePermitsOfMany,
        (keys, requests),
        static (scripts, a) => scripts.Store.TryAcquirePermitsCoreAsync(a.keys, a.requests, default),
        cancellationToken,
        keys[0],
        keys: keys.Length);

    internal override ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken) =>
        SendAsync(CommandKind.AcquirePermitBatch, (key, request, most), static (scripts, a) => scripts.AcquirePermitsUpToAsync(a.key, a.request, a.most), cancellationToken, key);

    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.RefundPermit, (owned, permits), static (scripts, a) => scripts.Store.RefundPermitAsync(a.owned, a.permits), cancellationToken, owned);
    }
}
