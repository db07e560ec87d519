namespace Derp.Kv.Simulation;

/// <summary>Through the client that invalidates, no read that starts afterwards is answered by something older.</summary>
internal sealed class N2_NoOldAnswerHere : Invariant
{
    public override void ReadEnds(Read read, Reading? answer) =>
        Require(answer is null || answer.Version >= read.Own, $"{read.Process.Name} reads {answer?.Mark} of {read.Subject.Name}, and has itself invalidated {read.Own}");
}
