using System.Globalization;
using Derp.Kv.Scale.Workloads;
using Derp.Kv.Servers;

namespace Derp.Kv.Scale.Bench;

/// <summary>A workload in four processes on one real server.</summary>
internal static class RealBench
{
    public static async Task ReportAsync(TextWriter output)
    {
        foreach (var workload in AllWorkloads.All)
            await output.WriteLineAsync($"{workload.Name}: {await RunAsync(workload)}");
    }

    public static async Task<Outcome> RunAsync(Workload workload)
    {
        await using var server = await ValkeyServer.StartAsync();
        var processes = Enumerable.Range(0, AllWorkloads.Processes).Select(_ => new BenchProcess(server.Port, workload.Name)).ToArray();
        try
        {
            foreach (var process in processes)
                await process.ReadAsync();
            for (var number = 0; number < processes.Length; number++)
                await processes[number].WriteAsync(number.ToString(CultureInfo.InvariantCulture));
            foreach (var process in processes)
                await process.ReadAsync();

            using var sent = await SentCommands.WatchAsync(server);
            await Task.WhenAll(processes.Select(static process => process.WriteAsync("go")));
            var runs = 0;
            foreach (var process in processes)
                runs += int.Parse(await process.ReadAsync(), CultureInfo.InvariantCulture);
            return new(runs, await sent.EndAsync());
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }
}
