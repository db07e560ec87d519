using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Simulation;

/// <summary>A waiter waits as long as the key is being computed: where nothing is wrong, no body runs without a lease.</summary>
internal sealed class C19_NoBodyWithoutALease : Invariant
{
    public override void Heard(Call call)
    {
        if (call.Answer is (LeaseResult { IsGranted: true } or RefreshResult { Answer: RefreshAnswer.Granted }) && call.Subject is { } subject)
            World.PlaceOf(call.Process, subject).Grants++;
    }

    // If the caller whose instance ran the body has left, and it fails, another caller runs it under the same lease (C10).
    private bool IsSecondOfAFlight => World.Plan is { LeavingInThousand: > 0, FailuresInThousand: > 0 };

    public override void BodyStarts(BodyRun run)
    {
        var place = World.PlaceOf(run.Process, run.Subject);
        if (place.Grants > 0)
            place.Grants--;
        else
            Require(IsSecondOfAFlight || !World.IsCalm(run.Process, Now), $"a body of {run.Subject.Name} began in {run.Process.Name} without a lease, though nothing was wrong");
    }
}
