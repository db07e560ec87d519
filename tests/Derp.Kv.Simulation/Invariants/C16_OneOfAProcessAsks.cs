namespace Derp.Kv.Simulation;

/// <summary>One caller of a process waits for another's lease; the others of the process wait for it, and ask nothing.</summary>
internal sealed class C16_OneOfAProcessAsks : Invariant
{
    private static readonly long s_margin = TimeSpan.FromSeconds(1).Ticks;

    private readonly Dictionary<(int Process, int Subject), List<Call>> _asking = [];

    public override void Sent(Call call)
    {
        if (call.Kind is not (CommandKind.GetOrLease or CommandKind.GetOrRefresh) || call.Subject is not { Tag: null, IsNear: false } subject)
            return;
        var place = (call.Process.Id, subject.Index);
        if (!_asking.TryGetValue(place, out var asking))
            _asking.Add(place, asking = []);
        asking.RemoveAll(static asked => asked.IsSettled);

        // An invalidation detaches a flight that waits, and so does its last caller who leaves. Methods with tags or near entries have more reasons.
        if (World.Plan.LeavingInThousand == 0 && subject.LastInvalidation < Now - s_margin && World.IsCalm(call.Process, Now - s_margin))
            Require(asking.Count == 0, $"two of {call.Process.Name} ask for the lease of {subject.Name}");
        asking.Add(call);
    }
}
