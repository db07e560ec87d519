using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Simulation;

/// <summary>After the owner has crashed, duplicates wait for at most the rest of the claim; then one runs.</summary>
internal sealed class I16_LapsedClaimHasOneSuccessor : Invariant
{
    private readonly Dictionary<string, Succession> _claims = new(StringComparer.Ordinal);

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (!I15_ClaimsEnd.IsRecord(call.Key))
            return;
        var name = I15_ClaimsEnd.NameOf(call.Key!);
        if (!_claims.TryGetValue(name, out var claim))
            _claims.Add(name, claim = new Succession(World));

        // A process waits from its second question on; the first may be that of a call that is refused.
        if (call.Kind is CommandKind.ClaimOrWait or CommandKind.SetNxGet)
        {
            if (before.Value is null && after.Value is not null)
                Require(claim.Granted((process, _) => IsWaiting(process, name)), $"nobody took a lapsed claim for more than a second ({name})");
            else if (call.Kind == CommandKind.ClaimOrWait && before.Value is not null)
                claim.Waits(call.Process);
        }

        if (after.Value is { } value && IdempotencyRecord.TryParse(value, out var record) && record.State == IdempotencyState.InProgress && after.ValueLeft is { } left)
            claim.Stands(left);
        else if (before.Value is not null)
            claim.Ended();
    }

    // Its calls may have left meanwhile.
    private bool IsWaiting(SimulatedProcess process, string name) =>
        World.Plan.LeavingInThousand == 0 && World.UnderWay.Exists(call => call.Process == process && call.What == "pay") && name.Length > 0;
}
