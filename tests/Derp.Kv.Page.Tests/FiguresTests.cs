using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;

namespace Derp.Kv.Page.Tests;

/// <summary>What a viewer sees of calls.</summary>
public class FiguresTests
{
    [Fact]
    public async Task Numbers_follow_the_calls()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await EventReader.OpenAsync(host.Http);
        await viewer.UntilAsync(host, static _ => true);

        for (var i = 0; i < 5; i++)
            await host.Prices.GetPriceAsync("a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Prices.GetPriceAsync("broken"));
        await host.Prices.LoginAsync("u");
        await host.Prices.LoginAsync("u");
        await Assert.ThrowsAsync<RateLimitExceededException>(() => host.Prices.LoginAsync("u"));

        var figures = await viewer.UntilAsync(host, static figures => RowOf(figures, "cached", Prices.Method) is not null);
        var row = RowOf(figures, "cached", Prices.Method)!.Value;
        Assert.Equal((4, 2, 2, 1), (Number(row, "hits"), Number(row, "misses"), Number(row, "runs"), Number(row, "failures")));
        var login = RowOf(figures, "limits", "Derp.Kv.Page.Tests.Prices.LoginAsync")!.Value;
        Assert.Equal((2, 1), (Number(login, "admitted"), Number(login, "denied")));
        Assert.Equal(4, figures.GetProperty("lines").GetProperty("hits").EnumerateArray().Sum(static rate => rate.GetDouble()));
    }

    [Fact]
    public async Task H11_no_key_argument_or_value_is_told()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await EventReader.OpenAsync(host.Http);
        await viewer.UntilAsync(host, static _ => true);
        await host.Prices.GetPriceAsync("sku-nobody-may-see");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Prices.GetPriceAsync("broken"));
        var figures = (await viewer.UntilAsync(host, static figures => RowOf(figures, "cached", Prices.Method) is not null)).GetRawText();
        Assert.DoesNotContain("nobody-may-see", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("page-price:", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", figures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minute_that_is_over_is_forgotten()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await EventReader.OpenAsync(host.Http);
        await viewer.UntilAsync(host, static _ => true);
        await host.Prices.GetPriceAsync("a");
        await viewer.UntilAsync(host, static figures => RowOf(figures, "cached", Prices.Method) is not null);
        for (var i = 0; i < 40; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await viewer.NextAsync();
        }

        await using var later = await EventReader.OpenAsync(host.Http);
        await later.UntilAsync(host, static figures => RowOf(figures, "cached", Prices.Method) is null);
    }

    [Fact]
    public async Task Eleventh_viewer_is_told_to_wait()
    {
        await using var host = await PageHost.StartAsync();
        var viewers = new List<EventReader>();
        for (var i = 0; i < 10; i++)
        {
            viewers.Add(await EventReader.OpenAsync(host.Http));
            Assert.Equal(HttpStatusCode.OK, viewers[^1].Response.StatusCode);
        }

        await using var eleventh = await EventReader.OpenAsync(host.Http);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, eleventh.Response.StatusCode);
        foreach (var viewer in viewers)
            await viewer.DisposeAsync();
    }

    [Fact]
    public async Task Stream_ends_within_a_minute_so_that_its_viewer_is_authorized_again()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await EventReader.OpenAsync(host.Http);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        while (await viewer.NextAsync() is not null)
        {
        }
    }

    [Fact]
    public async Task Stream_ends_with_the_application()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await EventReader.OpenAsync(host.Http);
        var stopped = host.StopAsync();
        while (await viewer.NextAsync() is not null)
        {
        }

        await stopped;
    }

    [Fact]
    public async Task H11_unwatched_no_instrument_is_listened_to()
    {
        var hits = new TaskCompletionSource<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Name == "derp.kv.cache.hits")
                    hits.TrySetResult(instrument);
            },
        };
        listener.Start();
        await using var host = await PageHost.StartAsync();
        await host.Prices.GetPriceAsync("a");
        var instrument = await hits.Task;
        Assert.False(instrument.Enabled);

        var viewer = await EventReader.OpenAsync(host.Http);
        await viewer.UntilAsync(host, static _ => true);
        Assert.True(instrument.Enabled);
        await viewer.DisposeAsync();

        // The server hears of it when its socket does.
        for (var i = 0; i < 1000 && instrument.Enabled; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10);
        }

        Assert.False(instrument.Enabled);
    }

    private static JsonElement? RowOf(JsonElement figures, string table, string method)
    {
        foreach (var row in figures.GetProperty(table).EnumerateArray())
        {
            if (row.GetProperty("method").GetString() == method)
                return row;
        }

        return null;
    }

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();
}
