using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Simulation;

/// <summary>The body of a key runs once while the lease lives: the server grants it to nobody else, and where nothing is wrong no second body begins.</summary>
internal sealed class C14_OneBodyAtATime : Invariant
{
    // What was invalidated right before a body may have ended its lease.
    private static readonly long s_margin = TimeSpan.FromSeconds(1).Ticks;

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (call.Answer is LeaseResult { IsGranted: true } or RefreshResult { Answer: RefreshAnswer.Granted })
            Require(!before.HasLease || IsOwner(before.Lease, call.Compared), $"a lease was granted that another owner holds ({call.Subject?.Name})");
    }

    public override void BodyStarts(BodyRun run)
    {
        foreach (var other in run.Subject.Running)
        {
            if (other.IsCancelled || run.Subject.LastInvalidation > other.Start - s_margin)
                continue;
            Require(
                !World.IsCalm(other.Process, other.Start) || !World.IsCalm(run.Process, other.Start),
                $"a second body of {run.Subject.Name} began in {run.Process.Name}, {TimeSpan.FromTicks(Now - other.Start).TotalMilliseconds:0} ms after that in {other.Process.Name}");
        }
    }
}
