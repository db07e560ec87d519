using Derp.Kv.Scale.Workloads;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Bench;

/// <summary>A workload in four processes of the simulation, over a network as fast as that between processes of one machine.</summary>
internal static class SimulatedBench
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(60);

    // As the real bench names what is sent.
    private static readonly Dictionary<CommandKind, string> s_names = new()
    {
        [CommandKind.Get] = "get",
        [CommandKind.MGet] = "mget",
        [CommandKind.SetNxGet] = "set",
        [CommandKind.GetOrLease] = "acquire",
        [CommandKind.RenewLease] = "renew",
        [CommandKind.CommitLease] = "commit",
        [CommandKind.ReleaseLease] = "release",
        [CommandKind.Invalidate] = "invalidate",
        [CommandKind.ClaimOrWait] = "claim or wait",
        [CommandKind.CompleteClaim] = "complete",
        [CommandKind.AcquirePermit] = "permit",
        [CommandKind.AcquirePermitBatch] = "permits",
    };

    public static async Task ReportAsync(TextWriter output)
    {
        foreach (var workload in AllWorkloads.All)
            await output.WriteLineAsync($"{workload.Name}: {Run(workload)}");
    }

    public static Outcome Run(Workload workload, ulong seed = 1) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, new MachineSettings { Latency = Latency.Loopback });
        var members = new List<Member>();
        for (var number = 0; number < AllWorkloads.Processes; number++)
        {
            var process = machine.AddProcess();
            var member = new Member(process.Client, number, workload.BodyTime);
            members.Add(member);
            process.Start(TimeSpan.Zero, "is made warm", () => workload.Warm(member));
            process.Start(s_start, "runs", () => workload.Run(member));
        }

        machine.RunUntil(s_start);
        var (runs, commands) = (members.Sum(static member => member.Shop.Runs), Count(machine));
        machine.RunUntil(s_end);
        var sent = Count(machine).Select((count, kind) => (Kind: (CommandKind)kind, Count: (int)(count - commands[kind]))).Where(static pair => pair.Count > 0 && pair.Kind != CommandKind.Subscribe);
        return new Outcome(members.Sum(static member => member.Shop.Runs) - runs, sent.ToDictionary(static pair => s_names[pair.Kind], static pair => pair.Count));
    });

    private static long[] Count(Machine machine) => [.. Enumerable.Range(0, CommandNames.Count).Select(kind => machine.Server[(CommandKind)kind])];
}
