namespace Derp.Kv.Simulation;

/// <summary>After a tag's invalidation returned, no read that starts later gets from the store a value whose body began before it.</summary>
internal sealed class S1_TagEndsStoredValues : Invariant
{
    public override void ReadEnds(Read read, Reading? answer)
    {
        if (answer is null || read.Subject.Tag is null)
            return;
        Require(answer.Version >= read.Own, $"{read.Process.Name} reads {answer.Mark} of {read.Subject.Name}, and has invalidated {read.Own}");
        Require(answer.Version >= read.Stored, $"{read.Process.Name} reads {answer.Mark} of {read.Subject.Name}, and the invalidation of {read.Stored} had returned before");
    }
}
