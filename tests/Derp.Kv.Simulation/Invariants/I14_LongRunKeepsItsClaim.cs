using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Simulation;

/// <summary>The claim of a run longer than it is renewed in time: where nothing is wrong, it is never lost.</summary>
internal sealed class I14_LongRunKeepsItsClaim : Invariant
{
    private static readonly long s_longest = (2 * Shop.MaxHold).Ticks;

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        var isLost = call.Kind switch
        {
            CommandKind.CompleteClaim => call.Answer is ClaimEnd.NotOwned,
            CommandKind.CompareAndExpire => call.Answer is false && !IsCompletedBy(before.Value, call.Compared!),
            _ => false,
        };
        Require(!isLost || !World.HasLostNothing || !World.IsCalm(call.Process, Now - s_longest), $"{call.Process.Name} lost a claim though nothing was wrong");
    }

    // A renewal that was on its way when its own run ended can arrive after the completion.
    private static bool IsCompletedBy(byte[]? record, byte[] claim) =>
        record is not null
        && IdempotencyRecord.TryParse(record, out var standing)
        && standing.State != IdempotencyState.InProgress
        && record.AsSpan(IdempotencyRecord.OwnerOffset, LeaseToken.Size).SequenceEqual(claim.AsSpan(IdempotencyRecord.OwnerOffset, LeaseToken.Size));
}
