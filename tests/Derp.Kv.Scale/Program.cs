using System.Globalization;
using Derp.Kv.Scale.Bench;
using Derp.Kv.Scale.Calibration;
using Derp.Kv.Scale.Questions;

namespace Derp.Kv.Scale;

/// <summary>
/// <c>calibrate</c> measures what each command takes of a server's one thread; <c>bench</c> runs the workloads in four processes on a real
/// server, and <c>simulate</c> in the simulation; <c>figures PAGE</c> answers the questions of docs/scale.md. <c>worker PORT WORKLOAD</c> is one process of the bench.
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
            case ["simulate"]:
                await SimulatedBench.ReportAsync(Console.Out);
                return 0;
            case ["figures", var page, .. var rest]:
                await Figures.RunAsync(page, [.. rest.Where(static word => word != "--quick")], rest.Contains("--quick"));
                return 0;
            case [BenchWorker.Argument, var port, var workload]:
                await BenchWorker.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), workload);
                return 0;
            default:
                await Console.Error.WriteLineAsync("Usage: calibrate | bench | simulate | figures PAGE [--quick] [cold] [cold-many] [hot] [notices] [limit] [failover] [paper]");
                return 2;
        }
    }
}
