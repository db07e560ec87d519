namespace Derp.Kv.Simulation;

/// <summary>A value whose body began before an invalidation of its key is not in the store after it, and no later read gets it from there.</summary>
internal sealed class C21_InvalidatedValueIsNotLeft : Invariant
{
    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        // Values with tags say themselves that they are out of date (S1).
        if (!World.HasLostNothing || call.Subject is not { Tag: null } subject || after.Value is null)
            return;
        Require(Reading.VersionIn(after.Value) is not { } version || version >= subject.Invalidated, $"{call.Kind} left a value of {subject.Name} whose body began before the invalidation");
    }

    public override void ReadEnds(Read read, Reading? answer)
    {
        if (answer is null || read.Subject is { Tag: not null } or { IsNear: true })
            return;
        Require(answer.Version >= read.Own, $"{read.Process.Name} reads {answer.Mark} of {read.Subject.Name}, and has invalidated {read.Own}");
        Require(answer.Version >= read.Stored, $"{read.Process.Name} reads {answer.Mark} of {read.Subject.Name}, and the invalidation of {read.Stored} had returned before");
    }
}
