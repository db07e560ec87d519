namespace Derp.Kv.Simulation;

/// <summary>What goes wrong in a run, from its seed.</summary>
internal sealed class FaultMaker(World world, Dice dice)
{
    private readonly Machine _machine = world.Machine;

    public static void Plan(World world)
    {
        var maker = new FaultMaker(world, world.Dice.Fork());
        for (var i = 0; i < world.Plan.Faults; i++)
            world.Machine.At(world.Dice.Between(TimeSpan.FromMilliseconds(100), world.Plan.Busy), "a fault begins", maker.Begin);
        if (world.Plan.FailsOver)
            world.Machine.At(world.Dice.Between(TimeSpan.FromSeconds(1), world.Plan.Busy), "the primary fails", maker.FailOver);
    }

    private void Begin()
    {
        var alive = _machine.Processes.Where(static process => !process.HasCrashed).ToArray();
        var process = alive[dice.Below(alive.Length)];
        var time = dice.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(dice.Of(200, 800, 2_500)));
        var until = _machine.Scheduler.Now + time.Ticks;
        world.Troubled(process, until);
        switch (dice.Below(11))
        {
            case 0 or 1:
                Partition(process, until, up: true, down: true);
                break;
            case 2:
                // Half-open: what it sends arrives, and no answer does.
                Partition(process, until, up: false, down: true);
                break;
            case 3:
                process.Client.BreakConnections();
                break;
            case 4:
                SlowReplies(process, time);
                break;
            case 5:
                LosePackets(process, time);
                break;
            case 6 or 7:
                process.Pause(time);
                break;
            case 8:
                process.Suspend(time);
                break;
            case 9:
                Crash(process, time);
                break;
            default:
                world.ServerTroubled(until);
                _machine.Server.Stall(time / 4);
                break;
        }
    }

    private void Partition(SimulatedProcess process, long until, bool up, bool down)
    {
        process.Client.Link.Block(until, up, down);

        // Afterwards what was sent arrives after all, or the connections are found to be dead.
        if (dice.InThousand(500))
            _machine.Scheduler.At(until, new Act("connections are dead", process.Client.BreakConnections));
    }

    private void SlowReplies(SimulatedProcess process, TimeSpan time)
    {
        process.Client.Link.SlowReplies = dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500));
        _machine.Scheduler.After(time, "replies are fast again", () => process.Client.Link.SlowReplies = TimeSpan.Zero);
        world.Troubled(process, _machine.Scheduler.Now + time.Ticks + TimeSpan.TicksPerSecond);
    }

    private void LosePackets(SimulatedProcess process, TimeSpan time)
    {
        process.Client.Link.LostInThousand = dice.Of(10, 100, 400);
        _machine.Scheduler.After(time, "packets arrive again", () => process.Client.Link.LostInThousand = 0);
        world.Troubled(process, _machine.Scheduler.Now + time.Ticks + (10 * TimeSpan.TicksPerSecond));
    }

    private void Crash(SimulatedProcess process, TimeSpan time)
    {
        process.Crash();
        world.UnderWay.RemoveAll(call => call.Process == process);
        world.Crashed(process);
        _machine.Scheduler.After(time, "a process is started", () => world.AddProcess());
    }

    private void FailOver()
    {
        var election = dice.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        world.ServerTroubled(_machine.Scheduler.Now + election.Ticks);
        _machine.Server.FailOver(election);
    }
}
