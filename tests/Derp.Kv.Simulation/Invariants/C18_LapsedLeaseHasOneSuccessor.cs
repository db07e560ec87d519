using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Simulation;

/// <summary>The lease of a holder that crashed ends by itself, and one waiter becomes the next holder: soon, and no second one (C14).</summary>
internal sealed class C18_LapsedLeaseHasOneSuccessor : Invariant
{
    private readonly Dictionary<int, Succession> _leases = [];

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (call.Subject is not { } subject || call.Kind is CommandKind.Get or CommandKind.MGet or CommandKind.TakeStamp or CommandKind.InvalidateTag)
            return;
        if (!_leases.TryGetValue(subject.Index, out var lease))
            _leases.Add(subject.Index, lease = new Succession(World));

        Require(after.LeaseLeft is not { } left || !after.HasLease || left <= Shop.LockTtl, $"the lease of {subject.Name} is longer than LockTtl");
        if (call.Answer is LeaseResult { IsGranted: true } or RefreshResult { Answer: RefreshAnswer.Granted })
            Require(lease.Granted((process, since) => World.PlaceOf(process, subject) is { Busy: > 0 } place && place.BusySince <= since), $"nobody took the lapsed lease of {subject.Name} for more than a second");
        else if (call.Answer is LeaseResult { Remaining.Ticks: > 0 } or RefreshResult { Answer: RefreshAnswer.Held })
            lease.Waits(call.Process);

        if (after is { HasLease: true, LeaseLeft: { } remains })
            lease.Stands(remains);
        else if (before.HasLease)
            lease.Ended();
    }

    public override void AtEnd()
    {
        foreach (var (process, what, start) in World.UnderWay)
            Require(false, $"a {what} of {process.Name} that began at {TimeSpan.FromTicks(start).TotalSeconds:0.000} s does not end");
    }
}
