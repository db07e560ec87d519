using System.Globalization;
using Derp.Kv.Scale.Workloads;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Scale.Bench;

/// <summary>
/// This program as one process of a workload. It writes <c>ready</c> when it is connected and warm, waits for <c>go</c>, and answers with the
/// runs of its bodies. Then it waits until its input ends, so that no connection is closed while others run.
/// </summary>
internal static class BenchWorker
{
    public const string Argument = "worker";

    public static async Task RunAsync(int port, string name)
    {
        await using var kv = new StackExchangeRedisKvClient(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
        var workload = AllWorkloads.Of(name);
        Console.WriteLine("connected");
        var number = int.Parse(Console.ReadLine()!, CultureInfo.InvariantCulture);
        var member = new Member(kv, number, workload.BodyTime);
        await workload.Warm(member);
        var before = member.Shop.Runs;
        Console.WriteLine("ready");
        if (Console.ReadLine() != "go")
            return;

        await workload.Run(member);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{member.Shop.Runs - before}"));
        Console.ReadLine();
    }
}
