using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Simulation;

/// <summary>Thousands of processes for minutes: how long that takes on this machine, and what it is spent on.</summary>
internal static class ScaleRun
{
    private const int Keys = 1_000;

    /// <summary>Of a thousand calls: so many read, read with near entries, pay; the others are limited.</summary>
    private static readonly (int Read, int Near, int Pay) s_mix = (700, 200, 30);

    public static int Program(string[] args)
    {
        var processes = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 10_000;
        var minutes = args is [_, var time, ..] ? double.Parse(time, CultureInfo.InvariantCulture) : 10;
        var pause = TimeSpan.FromSeconds(args is [_, _, var between, ..] ? double.Parse(between, CultureInfo.InvariantCulture) : 2);
        return OwnThread.Run(() => Run(processes, TimeSpan.FromMinutes(minutes), pause));
    }

    private static int Run(int processes, TimeSpan time, TimeSpan pause)
    {
        var began = Stopwatch.GetTimestamp();
        var machine = new Machine(1, new MachineSettings { Interleaves = false, KeepsTrace = false });
        var outcome = new ScaleOutcome();
        for (var i = 0; i < processes; i++)
        {
            var process = machine.AddProcess();
            var shop = new ScaleShop(process.Client, process, outcome);
            process.Start(process.Dice.Between(TimeSpan.Zero, pause), "user comes", () => LiveAsync(process, shop, time, pause, outcome));
        }

        var made = Stopwatch.GetElapsedTime(began);
        machine.RunUntil(time);
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{processes} processes for {time.TotalMinutes:0.#} minutes, a call each {pause.TotalSeconds:0.##} s: {took.TotalSeconds:0.0} s, of which {made.TotalSeconds:0.0} s to make them"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {outcome.Calls} calls, {outcome.Bodies} bodies, {machine.Server.Commands} commands, {machine.Server.NoticesSent} notices, {machine.Scheduler.Steps} steps: {took.TotalMicroseconds / machine.Scheduler.Steps:0.00} µs a step"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  server busy {machine.Server.Worked * 100.0 / time.Ticks:0.0} %; {GC.GetTotalAllocatedBytes() / 1e9:0.0} GB allocated, {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:0.0} GB at most, {GC.CollectionCount(2)} collections of all, {GC.GetTotalPauseDuration().TotalSeconds:0.0} s paused"));
        Console.WriteLine($"  trace {machine.Trace.Hash:x16}");
        return 0;
    }

    private static async Task LiveAsync(SimulatedProcess process, ScaleShop shop, TimeSpan time, TimeSpan pause, ScaleOutcome outcome)
    {
        var (machine, dice) = (process.Machine, process.Dice);
        while (machine.Now < time)
        {
            var what = dice.Below(1_000);
            if (what < s_mix.Read)
                await shop.GetPriceAsync(dice.Below(Keys)).ConfigureAwait(false);
            else if (what < s_mix.Read + s_mix.Near)
                await shop.GetStockAsync(dice.Below(Keys)).ConfigureAwait(false);
            else if (what < s_mix.Read + s_mix.Near + s_mix.Pay)
                await shop.PayAsync(dice.Between(0, long.MaxValue)).ConfigureAwait(false);
            else
                await shop.CallAsync(dice.Below(10)).ConfigureAwait(false);
            outcome.Calls++;
            await process.PauseAsync(dice.Between(pause / 2, pause * 3 / 2)).ConfigureAwait(false);
        }
    }
}

/// <summary>What a run of thousands has done.</summary>
internal sealed class ScaleOutcome
{
    public long Calls { get; set; }

    public long Bodies { get; set; }

    public long Admitted { get; set; }
}
