using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Simulation;

// Claims of idempotent calls.
internal sealed partial class SimulatedKvClient
{
    internal override ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken)
    {
        var (owned, claimed) = (key.ToArray(), record.ToArray());
        return SendAsync(CommandKind.ClaimOrWait, (owned, claimed, life, mark), static (scripts, a) => scripts.Store.ClaimOrWaitCoreAsync(a.owned, a.claimed, a.life, a.mark, default), cancellationToken, owned, claimed);
    }

    internal override ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken)
    {
        var (owned, compared) = (key.ToArray(), record.ToArray());
        return SendAsync(
            CommandKind.CompleteClaim,
            (owned, compared, completed: completed.ToArray(), life),
            static (scripts, a) => scripts.CompleteClaimAsync(a.owned, a.compared, a.completed, a.life),
            cancellationToken,
            owned,
            compared);
    }

    internal override ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        var (owned, compared) = (key.ToArray(), record.ToArray());
        return SendAsync(CommandKind.ReleaseClaim, (owned, compared), static (scripts, a) => scripts.Store.ReleaseClaimCoreAsync(a.owned, a.compared, default), cancellationToken, owned, compared);
    }
}
