namespace Derp.Kv.Simulation;

/// <summary>
/// Whose body has ended commits at once, before it waits for keys that are under way elsewhere: so no two batches wait for each other.
/// </summary>
internal sealed class B3_OwnKeysFirst : Invariant
{
    private static readonly long s_atOnce = TimeSpan.FromMilliseconds(100).Ticks;

    private readonly Dictionary<(int Process, int Subject), long> _ended = [];

    public override void BodyEnds(BodyRun run)
    {
        if (run.Subject.Feature == Feature.Item && !run.IsCancelled)
            _ended[(run.Process.Id, run.Subject.Index)] = Now;
    }

    public override void Sent(Call call)
    {
        // A release may be that of a caller who has left before the body ended.
        if (call.Kind != CommandKind.CommitLease || call.Subject is not { } subject || !_ended.Remove((call.Process.Id, subject.Index), out var ended))
            return;
        Require(Now - ended <= s_atOnce || !World.IsCalm(call.Process, ended), $"{call.Process.Name} holds the lease of {subject.Name} for {TimeSpan.FromTicks(Now - ended).TotalMilliseconds:0} ms after its body has ended");
    }
}
