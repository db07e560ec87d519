using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;
using Derp.Kv.Page.Viewing;

namespace Derp.Kv.Page.Tests;

/// <summary>How large an event becomes.</summary>
public class SizeTests
{
    [Fact]
    public void An_event_of_many_busy_processes_stays_below_32_KiB_and_says_what_it_leaves_out()
    {
        var processes = Enumerable.Range(0, 64).Select(Busy).ToList();

        var message = new Second(FiguresOfAll.Sum(processes, alone: false)).Message!;
        var figures = System.Text.Json.JsonDocument.Parse(message.AsMemory()["event: figures\ndata: ".Length..]).RootElement;

        Assert.InRange(message.Length, 16 * 1024, 32 * 1024);
        Assert.Equal(64, figures.Now("processes"));
        Assert.Equal(40, figures.GetProperty("clients").GetArrayLength());
        Assert.Equal(80, figures.GetProperty("cached").GetArrayLength());
        Assert.Equal(150 - 80 + 7, figures.GetProperty("leftOut").GetInt32());
    }

    [Fact]
    public void Counts_and_rates_of_processes_add_up()
    {
        var figures = FiguresOfAll.Sum([Busy(1), Busy(2), Busy(3)], alone: false);

        Assert.Equal(30_000, figures.Cached[0].Hits);
        Assert.Equal(3000, figures.Lines["hits"][^1]);
        Assert.Equal(6, figures.Now.Leases);
        Assert.Equal(["The circuit breaker of reads is open: cached calls run their methods."], figures.Alarms.Select(static alarm => alarm.Text));
        Assert.Equal((3, "of 3 clients"), (figures.Alarms[0].Count, figures.Alarms[0].When));
    }

    // A process with many methods, each as busy as the next, some of which it leaves out itself.
    private static ProcessSnapshot Busy(int number)
    {
        var counts = new long[(int)Figure.Hits + 1];
        counts[(int)Figure.Hits] = 10_000;
        var bodies = Enumerable.Range(20, 30).SelectMany(static bucket => new long[] { bucket, 7 }).ToArray();
        return new(
            ProcessSnapshot.CurrentVersion,
            $"web-frontend-7d4b9c5f6-{number} (1)",
            86_400,
            [new("", "StackExchange.Redis", Breaker: true, WriteBreaker: false, 12, 2, 0, 3, 0, 0, 1204, 1_830_000)],
            [.. Enumerable.Range(0, Row.Width).Select(static _ => Enumerable.Repeat(1000.0, Lines.Seconds).ToArray())],
            [.. Enumerable.Range(0, 150).Select(row => new RowSnapshot((int)Group.Cached, $"Company.Product.Catalog.ProductCatalog.GetProduct{row}Async", counts, bodies, []))],
            LeftOut: 7);
    }
}
