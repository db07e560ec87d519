using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Soak;

/// <summary>A part of the soak, on servers of its own.</summary>
internal static class Phase
{
    public static async Task<Report> RunAsync(Losses losses, TimeSpan time, int seed)
    {
        // Synced every second, a server answers up to two seconds before it writes down.
        string[] persistence = losses == Losses.None ? ["--appendonly", "yes", "--appendfsync", "always"] : [];
        await using var server = await ValkeyServer.StartAsync(persistence);
        await using var witness = await ValkeyServer.StartAsync();
        var random = new Random(seed);
        await using var crew = await Crew.StartAsync(server, witness, random);

        // Warm before the first look at the memory.
        await Task.Delay(time < TimeSpan.FromSeconds(30) ? time / 4 : TimeSpan.FromSeconds(10));
        var heapBefore = await crew.HeapAsync();
        var faults = new FaultMaker(server, crew, random);
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            await faults.MakeAsync(losses);
            await Task.Delay(random.Next(1000));
        }

        // Connections that are silent stay so; what comes after them works.
        foreach (var proxy in crew.Proxies)
            proxy.CutAll();
        await Task.Delay(2000);
        var heapAfter = await crew.HeapAsync();
        var counts = await crew.StopAsync();

        await using var hurt = await RespConnection.OpenAsync(server.Port);
        await using var truth = await RespConnection.OpenAsync(witness.Port);
        counts["lost_updates"] = await LostUpdatesAsync(hurt, truth);
        counts["stale_reads"] = counts["stale"] + await StaleValuesAsync(hurt, truth);
        counts["over_limit"] = counts["over"];
        counts.Remove("stale");
        counts.Remove("over");
        foreach (var (name, count) in faults.Made)
            counts[$"fault_{name}"] = count;
        return new Report(losses, counts, heapBefore, heapAfter);
    }

    private static async Task<long> LostUpdatesAsync(RespConnection hurt, RespConnection truth)
    {
        var lost = 0L;
        for (var i = 0; i < 8; i++)
            lost += Math.Max(0, await NumberAsync(truth, $"counted:{i}") - await NumberAsync(hurt, $"counter:{i}"));
        return lost;
    }

    // What is left in the cache when all is quiet.
    private static async Task<long> StaleValuesAsync(RespConnection hurt, RespConnection truth)
    {
        var stale = 0L;
        for (var i = 0; i < 64; i++)
        {
            if (await hurt.SendAsync("GET", $"doc:{i}") is string value && BitConverter.ToInt64(System.Text.Encoding.Latin1.GetBytes(value)) < await NumberAsync(truth, $"floor:{i}"))
                stale++;
        }

        return stale;
    }

    private static async Task<long> NumberAsync(RespConnection connection, string key) =>
        long.Parse((string?)await connection.SendAsync("GET", key) ?? "0", CultureInfo.InvariantCulture);
}
