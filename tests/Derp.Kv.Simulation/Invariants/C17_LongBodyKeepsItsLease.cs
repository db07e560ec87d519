namespace Derp.Kv.Simulation;

/// <summary>A body longer than the lease keeps it, up to <c>MaxHold</c>; then its token fires.</summary>
internal sealed class C17_LongBodyKeepsItsLease : Invariant
{
    private static readonly long s_longest = Shop.MaxHold.Ticks;
    private static readonly long s_margin = TimeSpan.FromMilliseconds(200).Ticks;

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (call.Kind is not (CommandKind.CommitLease or CommandKind.CommitRefresh) || call.Answer is not false || call.Subject is not { } subject)
            return;
        Require(
            World.Plan.LeavingInThousand > 0 || !World.HasLostNothing || !World.IsCalm(call.Process, Now - s_longest) || subject.LastInvalidation > Now - s_longest - s_margin,
            $"{call.Process.Name} lost the lease of {subject.Name} though nothing was wrong");
    }

    public override void BodyEnds(BodyRun run) =>
        Require(Now - run.Start <= s_longest + s_margin || !World.IsCalm(run.Process, run.Start), $"a body of {run.Subject.Name} ran for longer than MaxHold");
}
