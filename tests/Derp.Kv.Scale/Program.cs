using System.Globalization;
using Derp.Kv.Scale.Bench;
using Derp.Kv.Scale.Calibration;

namespace Derp.Kv.Scale;

/// <summary>
/// <c>calibrate</c> measures what each command takes of a server's one thread; <c>bench</c> runs the workloads in four processes on a real
/// server. <c>worker PORT WORKLOAD</c> is one of these processes.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["calibrate"]:
                await Calibrator.RunAsync(Console.Out);
                return 0;
            case ["bench"]:
                await RealBench.ReportAsync(Console.Out);
                return 0;
            case [BenchWorker.Argument, var port, var workload]:
                await BenchWorker.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), workload);
                return 0;
            default:
                await Console.Error.WriteLineAsync("Usage: calibrate | bench");
                return 2;
        }
    }
}
