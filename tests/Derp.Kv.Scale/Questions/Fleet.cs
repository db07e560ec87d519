using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>What the questions have in common: large machines without the shuffling of steps that finds faults, and what the server did in a time.</summary>
internal static class Fleet
{
    /// <summary>When the load begins; before it processes connect, as they do while they start.</summary>
    public static readonly TimeSpan Begin = TimeSpan.FromSeconds(2);

    /// <summary>How long no server answers after a primary has crashed.</summary>
    public static readonly TimeSpan Election = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    public static MachineSettings Settings(bool failsOver = false, bool notices = true) => new()
    {
        Interleaves = false,
        KeepsTrace = false,
        NearNotices = notices,
        ReplicaLag = failsOver ? TimeSpan.FromMilliseconds(50) : null,
    };

    public static void FailOver(Machine machine, TimeSpan at) => machine.At(at, "primary crashes", () => machine.Server.FailOver(Election));

    /// <summary>Runs from the beginning of the load while a condition holds, at most for a time.</summary>
    public static ServerLoad Measure(Machine machine, Func<bool> goesOn, TimeSpan atMost)
    {
        machine.RunUntil(Begin);
        var before = Count(machine);
        while (goesOn() && machine.Now < Begin + atMost)
            machine.RunUntil(machine.Now + s_step);
        var after = Count(machine);
        return new(after.Commands - before.Commands, after.Notices - before.Notices, TimeSpan.FromTicks(after.Worked - before.Worked), machine.Now - Begin);
    }

    private static (long Commands, long Notices, long Worked) Count(Machine machine) => (machine.Server.Commands, machine.Server.NoticesSent, machine.Server.Worked);
}
