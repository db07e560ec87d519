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
            CommandKind.CompareAndExpire => call.Answer is false,
            _ => false,
        };
        Require(!isLost || !World.HasLostNothing || !World.IsCalm(call.Process, Now - s_longest), $"{call.Process.Name} lost a claim though nothing was wrong");
    }
}
