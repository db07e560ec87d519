using System.Diagnostics.Metrics;
using Derp.Kv.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Page.Tests;

/// <summary>What the page costs while nobody looks.</summary>
public class CostTests
{
    [Fact]
    public async Task H11_Unwatched_a_hit_costs_to_the_byte_what_it_costs_without_a_page()
    {
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = new FakeTimeProvider() });
        await using var host = await PageHost.StartAsync();
        await CompareAsync(new Prices(client), host.Prices);

        await LookAsync(host, static () => { });
        host.Pass(TimeSpan.FromMinutes(10));
        await NobodyListensAsync();
        await CompareAsync(new Prices(client), host.Prices);
    }

    [Fact]
    public async Task H11_Instruments_are_listened_to_while_somebody_looks_and_ten_minutes_longer()
    {
        await using var host = await PageHost.StartAsync();
        await NobodyListensAsync();

        await LookAsync(host, static () => Assert.True(Hits().Enabled));
        host.Pass(TimeSpan.FromMinutes(9));
        Assert.True(Hits().Enabled);

        host.Pass(TimeSpan.FromMinutes(1));
        await NobodyListensAsync();
    }

    private static async Task LookAsync(PageHost host, Action meanwhile)
    {
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();
        meanwhile();
        host.Pass(TimeSpan.FromMinutes(1));
        await viewer.EndAsync();
    }

    private static Task NobodyListensAsync() => Eventually.HoldsAsync(static () => Task.FromResult(!Hits().Enabled), "Nobody should listen.");

    private static async Task CompareAsync(Prices without, Prices with)
    {
        await without.GetPriceAsync("a");
        await with.GetPriceAsync("a");
        await NobodyListensAsync();

        // In turns: the compiler may make better code of both meanwhile.
        var (least, leastWith) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < 20; i++)
        {
            least = Math.Min(least, BytesOf(without));
            leastWith = Math.Min(leastWith, BytesOf(with));
        }

        Assert.Equal(least, leastWith);
    }

    private static long BytesOf(Prices prices)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            _ = prices.GetPriceAsync("a");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Instrument Hits()
    {
        Instrument? hits = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) => hits = instrument.Name == "derp.kv.cache.hits" ? instrument : hits,
        };
        listener.Start();
        return hits ?? throw new InvalidOperationException("The instrument is gone.");
    }
}
