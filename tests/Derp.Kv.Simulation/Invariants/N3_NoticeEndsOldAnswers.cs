namespace Derp.Kv.Simulation;

/// <summary>Where a notice of an invalidation has arrived, no read that starts afterwards is answered by something older.</summary>
internal sealed class N3_NoticeEndsOldAnswers : Invariant
{
    public override void ReadEnds(Read read, Reading? answer) =>
        Require(answer is null || answer.Version >= read.Noticed, $"{read.Process.Name} reads {answer?.Mark} of {read.Subject.Name}, and a notice of {read.Noticed} had arrived");
}
