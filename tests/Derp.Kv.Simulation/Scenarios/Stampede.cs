using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Derp.Kv.Simulation;

/// <summary>Processes that start together on cold keys: what that costs the source of the values, and the server.</summary>
internal static class Stampede
{
    /// <summary>Runs it.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="plan">How large it is.</param>
    /// <param name="settings">Of the machine.</param>
    public static StampedeOutcome Run(ulong seed, StampedePlan plan, MachineSettings? settings = null) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, settings);
        var outcome = new StampedeOutcome();
        for (var i = 0; i < plan.Processes; i++)
        {
            var process = machine.AddProcess();
            for (var caller = 0; caller < plan.CallersPerProcess; caller++)
            {
                var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cold:{caller % plan.Keys}"));
                process.Start(process.Dice.Between(TimeSpan.Zero, plan.Within), "caller starts", () => CallAsync(process, key, plan, outcome));
            }
        }

        machine.RunUntil(plan.Until);
        (outcome.Hash, outcome.Steps) = (machine.Trace.Hash, machine.Scheduler.Steps);
        foreach (var kind in Enum.GetValues<CommandKind>())
        {
            if (machine.Server[kind] > 0)
                outcome.Commands[kind] = machine.Server[kind];
        }

        outcome.ServerWorked = TimeSpan.FromTicks(machine.Server.Worked);
        return outcome;
    });

    public static int Program(string[] args)
    {
        var plan = new StampedePlan { Processes = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000 };
        var seed = args is [_, var given, ..] ? ulong.Parse(given, CultureInfo.InvariantCulture) : 1;
        var began = Stopwatch.GetTimestamp();
        var outcome = Run(seed, plan, new MachineSettings { KeepsTrace = false });
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Processes} processes: {outcome.Bodies} bodies, all answered after {outcome.LastAnswer.TotalMilliseconds:0.0} ms; server worked {outcome.ServerWorked.TotalMilliseconds:0.0} ms"));
        foreach (var (kind, times) in outcome.Commands)
            Console.WriteLine($"  {kind,-24}{times,10}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Steps} steps in {took.TotalSeconds:0.00} s, trace {outcome.Hash:x16}"));
        return 0;
    }

    private static async Task CallAsync(SimulatedProcess process, byte[] key, StampedePlan plan, StampedeOutcome outcome)
    {
        await process.Client.GuardedGetAsync(
            key,
            async token =>
            {
                outcome.Bodies++;
                await process.PauseAsync(plan.Body, token).ConfigureAwait(false);
                return "value"u8.ToArray();
            },
            TimeSpan.FromMinutes(5)).ConfigureAwait(false);
        outcome.Answered++;
        outcome.LastAnswer = process.Machine.Now;
    }
}

/// <summary>How large a stampede is.</summary>
internal sealed record StampedePlan
{
    public int Processes { get; init; } = 100;

    public int CallersPerProcess { get; init; } = 1;

    /// <summary>Caller n of each process asks for key n, modulo this.</summary>
    public int Keys { get; init; } = 1;

    /// <summary>All start within this time.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a body takes.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan Until { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What it has cost.</summary>
internal sealed class StampedeOutcome
{
    public int Bodies { get; set; }

    public int Answered { get; set; }

    public TimeSpan LastAnswer { get; set; }

    public SortedDictionary<CommandKind, long> Commands { get; } = [];

    public TimeSpan ServerWorked { get; set; }

    public long Steps { get; set; }

    public ulong Hash { get; set; }
}
