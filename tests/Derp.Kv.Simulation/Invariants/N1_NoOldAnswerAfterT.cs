namespace Derp.Kv.Simulation;

/// <summary>No read that starts more than T after an invalidation returned is answered by something older.</summary>
internal sealed class N1_NoOldAnswerAfterT : Invariant
{
    public override void ReadEnds(Read read, Reading? answer) =>
        Require(answer is null || answer.Version >= read.Near, $"{read.Process.Name} reads {answer?.Mark} of {read.Subject.Name}, and the invalidation of {read.Near} had returned more than T before");
}
