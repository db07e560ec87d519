using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Worker;

/// <summary>What processes keep in their memory in a soak, and how it is checked: against the log of invalidations that were answered.</summary>
internal sealed partial class SoakPrices(KvClient kv, SoakWitness witness, SoakTally tally, int index)
{
    private const int Count = 32;
    private const int Processes = 4;

    private static readonly TimeSpan s_near = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim[] _writers = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    [Cached("price:{product}", Ttl = "1m", LockTtl = "2s", Near = "1s")]
    private async Task<long> GetCoreAsync(int product)
    {
        tally.Add("runs");
        return await witness.ReadAsync($"price:{product}");
    }

    /// <summary>A read that begins more than Near after an invalidation was answered does not see what was before (N1).</summary>
    public async Task ReadAsync(Random random)
    {
        var product = random.Next(Count);
        var change = await witness.ReadTextAsync($"change:{product}");
        var began = Stopwatch.GetTimestamp();
        var price = await GetAsync(product);
        tally.Add("near_reads");
        if (change?.Split(' ') is [var floor, var answered] && Stopwatch.GetElapsedTime(Number(answered), began) > s_near && price < Number(floor))
            tally.Add("stale_beyond_t");
    }

    /// <summary>Each price has its writers in one process, one at a time; their next read sees the change at once (N2).</summary>
    public async Task WriteAsync(Random random)
    {
        var product = (random.Next(Count / Processes) * Processes) + index;
        await _writers[product].WaitAsync();
        try
        {
            var price = await witness.CountAsync($"price:{product}");
            await InvalidateGetAsync(product);

            // The clock is the machine's, and so every process's here.
            await witness.WriteTextAsync($"change:{product}", string.Create(CultureInfo.InvariantCulture, $"{price} {Stopwatch.GetTimestamp()}"));
            if (await GetAsync(product) < price)
                tally.Add("stale_beyond_t");
        }
        finally
        {
            _writers[product].Release();
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
