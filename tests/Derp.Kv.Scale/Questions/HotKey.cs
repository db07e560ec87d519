using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>A key that all processes read often, and that is invalidated now and then.</summary>
/// <param name="Processes">How many.</param>
/// <param name="Near">For how long a process answers from its memory, in tenths of a second; 0: never.</param>
/// <param name="Notices">Whether invalidations are told of.</param>
/// <param name="FailsOver">Whether the primary crashes right after the second invalidation.</param>
internal sealed record HotKey(int Processes, int Near, bool Notices = true, bool FailsOver = false)
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    /// <summary>Between two reads of a process.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // By chance, so that they do not keep step with the entries.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(12);

    public HotResult Run(ulong seed = 1) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, Fleet.Settings(FailsOver, Notices));
        var state = new HotState(machine);
        for (var i = 0; i < Processes; i++)
        {
            var process = machine.AddProcess();
            var shop = new HotShop(process.Client, state);
            process.Start(Fleet.Begin + process.Dice.Between(TimeSpan.Zero, Pause), "reads", () => ReadAsync(process, shop, state));
        }

        var writer = machine.AddProcess("writer");
        var writes = new HotShop(writer.Client, state);
        writer.Start(Fleet.Begin, "writes", () => WriteAsync(writer, writes, state));
        var load = Fleet.Measure(machine, static () => true, Time);
        return new HotResult(load, state.Reads, state.Runs, state.Oldest);
    });

    private async Task ReadAsync(SimulatedProcess process, HotShop shop, HotState state)
    {
        while (process.Machine.Now < Fleet.Begin + Time)
        {
            var began = process.Machine.Now;
            state.Saw(await shop.ReadAsync(Near), began);
            await process.PauseAsync(Pause);
        }
    }

    private async Task WriteAsync(SimulatedProcess process, HotShop shop, HotState state)
    {
        while (process.Machine.Now < Fleet.Begin + Time)
        {
            await process.PauseAsync(process.Dice.Between(s_shortest, s_longest));
            var version = ++state.Version;
            try
            {
                await shop.InvalidateAsync(Near);
                state.Invalidated(version);

                // The replica has not heard of it yet.
                if (FailsOver && version == 2)
                    Fleet.FailOver(process.Machine, process.Machine.Now + TimeSpan.FromMilliseconds(20));
            }
            catch (KvUnavailableException)
            {
                // The store is away: nothing was promised.
            }
        }
    }
}

/// <summary>How it went.</summary>
/// <param name="Load">Of the server.</param>
/// <param name="Reads">Of all processes.</param>
/// <param name="Runs">Of the body.</param>
/// <param name="Oldest">How long after an invalidation had returned a read still began that returned an older value.</param>
internal sealed record HotResult(ServerLoad Load, int Reads, int Runs, TimeSpan Oldest);
