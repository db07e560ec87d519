namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// Taken before a command is sent whose answer may be used for some time: until when, and under which generation of its key.
/// Nothing extends it.
/// </summary>
/// <param name="Sent">When the command is sent, at the earliest; by the clock of the call that took the mark.</param>
/// <param name="Deadline">By the same clock.</param>
/// <param name="Generation">Grows with each invalidation that this process hears of.</param>
internal readonly record struct ReadMark(long Sent, long Deadline, int Generation);

/// <summary>The marks of one call whose answer is used for some time. What others read before its own time must not answer it.</summary>
internal interface IReadMarks
{
    /// <summary>The latest mark that the call took.</summary>
    ReadMark Mark { get; }

    /// <summary>Whether what began under a mark is still young enough, and no invalidation is known since.</summary>
    bool Stands(ReadMark mark);
}
