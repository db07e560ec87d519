using System.Globalization;

namespace Derp.Kv.Worker;

/// <summary>
/// One process of the soak. <c>soak WITNESS-PORT INSTANCE INDEX CALLERS SEED</c> starts the callers, which use every feature
/// against the server that is hurt, and note what they saw on a second one that is not. One body in fifty blocks its thread for
/// longer than its lease or claim, and the logger throws at every message. <c>memory</c> is answered by
/// <c>memory BYTES</c>; <c>stop</c> ends the callers and is answered by <c>result name=number …</c>.
/// </summary>
internal static class Soak
{
    public static async Task RunAsync(Host host)
    {
        if (await host.Steering.ReadAsync() is not ["soak", var witnessPort, var instance, var index, var callers, var seed])
            throw new InvalidOperationException("Expected the line 'soak WITNESS-PORT INSTANCE INDEX CALLERS SEED'.");
        using var loggers = new ThrowingLoggers();
        await using var client = host.Connect(operationTimeout: TimeSpan.FromSeconds(1), loggers: loggers);
        await using var witnessClient = host.Connect(Number(witnessPort), TimeSpan.FromSeconds(60));
        await client.ConnectAsync();

        using var tally = new SoakTally();
        using var stop = new CancellationTokenSource();
        var life = new SoakCaller(client, new SoakWitness(witnessClient), tally, instance, Number(index));
        var running = Enumerable.Range(0, Number(callers))
            .Select(caller => Task.Run(() => life.RunAsync(new Random(Number(seed) ^ (caller * 7919)), stop.Token)))
            .ToArray();

        host.Steering.Write("running");
        while (await host.Steering.ReadAsync() is not ["stop"])
            host.Steering.Write(string.Create(CultureInfo.InvariantCulture, $"memory {GC.GetTotalMemory(forceFullCollection: true)}"));
        await stop.CancelAsync();
        await Task.WhenAll(running);
        host.Steering.Write($"result {tally}");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
