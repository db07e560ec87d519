using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Ledger.Databases;

/// <summary>A result on its way into its row.</summary>
/// <param name="State">One of the completed states.</param>
/// <param name="StatusCode">0 to 65535.</param>
/// <param name="Body">The bytes; null unless the state is <see cref="IdempotencyState.Completed"/>.</param>
internal sealed record LedgerResult(IdempotencyState State, int StatusCode, byte[]? Body)
{
    public static LedgerResult NotReplayable { get; } = new(IdempotencyState.NotReplayable, 0, null);
}
