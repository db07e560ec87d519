using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.Page.Tests;

/// <summary>What a viewer sees of calls, a second or two later.</summary>
public class FiguresTests
{
    [Fact]
    public async Task Cached_methods_follow_a_scripted_load_within_two_seconds()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        var hits = 0;
        foreach (var calls in (int[])[1, 5, 0, 20, 3])
        {
            for (var i = 0; i < calls; i++)
                await host.Prices.GetPriceAsync("a");
            hits += calls;
            await viewer.UntilAsync(figures => figures.Count("cached", Prices.Price, "hits") + figures.Count("cached", Prices.Price, "misses") == hits, seconds: 2);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Prices.GetPriceAsync("broken"));
        var seen = await viewer.UntilAsync(static figures => figures.Count("cached", Prices.Price, "failures") == 1, seconds: 2);
        Assert.Equal(
            (28, 2, 2, 28),
            (seen.Count("cached", Prices.Price, "hits"), seen.Count("cached", Prices.Price, "misses"), seen.Count("cached", Prices.Price, "runs"), seen.Count("cached", Prices.Price, "saved")));
        Assert.Equal((28.0, 2.0, 2.0, 1.0), (seen.Sum("hits"), seen.Sum("misses"), seen.Sum("runs"), seen.Sum("failures")));
    }

    [Fact]
    public async Task Hits_of_the_near_cache_are_those_since_somebody_looks()
    {
        await using var host = await PageHost.StartAsync();
        for (var i = 0; i < 5; i++)
            await host.Prices.GetNearPriceAsync("before");
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        for (var i = 0; i < 3; i++)
            await host.Prices.GetNearPriceAsync("before");
        var seen = await viewer.UntilAsync(static figures => figures.Count("cached", Prices.Near, "near") > 0, seconds: 2);

        Assert.Equal((3, 3), (seen.Count("cached", Prices.Near, "near"), seen.Count("cached", Prices.Near, "saved")));
        Assert.Equal(1, seen.GetProperty("clients")[0].GetProperty("nearEntries").GetInt32());
    }

    [Fact]
    public async Task Shared_runs_and_leases_are_those_of_now_and_who_joins_one_has_saved_a_run()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        var calls = Enumerable.Range(0, 5).Select(_ => host.Prices.GetSlowPriceAsync("a")).ToList();
        var during = await viewer.UntilAsync(static figures => figures.Now("leases") == 1, seconds: 2);
        host.Prices.Gate.SetResult();
        await Task.WhenAll(calls);
        var after = await viewer.UntilAsync(static figures => figures.Now("flights") == 0, seconds: 2);

        Assert.Equal(1, during.Now("flights"));
        Assert.Equal(0, after.Now("leases"));
        Assert.Equal((4, 4, 1), (after.Count("cached", Prices.Slow, "joins"), after.Count("cached", Prices.Slow, "saved"), after.Count("cached", Prices.Slow, "runs")));
    }

    [Fact]
    public async Task Percentiles_are_those_of_the_bodies_of_the_last_minute()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        var call = host.Prices.GetSlowPriceAsync("a");
        await host.Prices.Begun.Task;
        for (var i = 0; i < 4; i++)
            await viewer.NextAsync();
        host.Prices.Gate.SetResult();
        await call;
        var seen = await viewer.UntilAsync(static figures => figures.Count("cached", Prices.Slow, "runs") == 1, seconds: 2);

        var row = seen.Row("cached", Prices.Slow)!.Value;
        foreach (var percentile in (string[])["p50", "p95", "p99"])
            Assert.InRange(row.GetProperty(percentile).GetDouble(), 3.6, 4.4);
    }

    [Fact]
    public async Task Limits_and_idempotent_methods_follow_their_calls()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        for (var i = 0; i < 2; i++)
        {
            await host.Prices.LoginAsync("u");
            await host.Prices.PayAsync("a", 1);
        }

        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<RateLimitExceededException>(() => host.Prices.LoginAsync("u"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => host.Prices.PayAsync("a", 2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Prices.PayAsync("b", -1));
        var seen = await viewer.UntilAsync(static figures => figures.Count("once", Prices.Pay, "failures") == 1, seconds: 2);

        Assert.Equal((2, 2, 1), (seen.Count("limits", Prices.Login, "admitted"), seen.Count("limits", Prices.Login, "denied"), seen.Count("limits", Prices.Login, "remembered")));
        Assert.Equal((2, 1, 1), (seen.Count("once", Prices.Pay, "runs"), seen.Count("once", Prices.Pay, "replays"), seen.Count("once", Prices.Pay, "conflicts")));
    }

    [Fact]
    public async Task H11_Routes_and_policies_show_replays_conflicts_and_their_names_as_text()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Map = static app =>
            {
                app.MapDerpKv();
                app.MapPost("/orders<script>alert(1)<", static () => "paid").WithIdempotency();
            },
        });
        await using var limiter = new KvRateLimiter(host.Client, "u", new KvRateLimiterOptions { Name = "<script>alert(2)</script>", Limit = 1, Window = TimeSpan.FromHours(1) });
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();

        foreach (var amount in (string[])["1", "1", "2"])
            await OrderAsync(host, "/orders%3Cscript%3Ealert(1)%3C", amount);
        (await limiter.AcquireAsync(1)).Dispose();
        var seen = await viewer.UntilAsync(static figures => figures.GetProperty("routes").GetArrayLength() == 1, seconds: 2);

        var route = seen.GetProperty("routes")[0];
        Assert.Contains("<script>alert(1)<", route.GetProperty("route").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 1), (route.GetProperty("replays").GetInt32(), route.GetProperty("conflicts").GetInt32()));
        Assert.Equal(1, seen.Count("limits", "<script>alert(2)</script>", "admitted"));
        Assert.DoesNotContain("<", seen.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_strip_says_what_needs_somebody()
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host);
        Assert.Equal(0, (await viewer.NextAsync())!.Value.GetProperty("alarms").GetArrayLength());

        await host.Prices.GetLargePriceAsync("a");
        var alarm = (await viewer.UntilAsync(static figures => figures.GetProperty("alarms").GetArrayLength() > 0, seconds: 2)).GetProperty("alarms")[0];

        Assert.Equal("warning", alarm.GetProperty("level").GetString());
        Assert.Equal(1, alarm.GetProperty("count").GetInt32());
        Assert.Contains("too large", alarm.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H11_No_key_argument_value_or_address_is_told()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Map = static app =>
            {
                app.MapDerpKv();
                app.MapPost("/orders", static () => Prices.Value).WithIdempotency();
            },
        });
        await using var viewer = await Viewer.OpenAsync(host);
        await viewer.NextAsync();
        await host.Prices.GetPriceAsync("argument-nobody-may-see");
        await host.Prices.PayAsync("argument-nobody-may-see", 1);
        await host.Prices.LoginAsync("argument-nobody-may-see");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Prices.GetPriceAsync("broken"));
        await OrderAsync(host, "/orders", "argument-nobody-may-see");
        await OrderAsync(host, "/orders", "argument-nobody-may-see");

        var seen = (await viewer.UntilAsync(static figures => figures.GetProperty("routes").GetArrayLength() == 1, seconds: 2)).GetRawText();
        Assert.DoesNotContain("nobody-may-see", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("page-price:", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody-may-see", await host.TextAsync("/kv/methods"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_minute_that_is_over_is_forgotten()
    {
        await using var host = await PageHost.StartAsync();
        await using (var viewer = await Viewer.OpenAsync(host))
        {
            await viewer.NextAsync();
            await host.Prices.GetPriceAsync("a");
            await viewer.UntilAsync(static figures => figures.Row("cached", Prices.Price) is not null, seconds: 2);
            for (var i = 0; i < 40; i++)
                Assert.NotNull((await viewer.NextAsync())!.Value.Row("cached", Prices.Price));
        }

        await using var later = await Viewer.OpenAsync(host);
        var seen = await later.UntilAsync(static figures => figures.Row("cached", Prices.Price) is null);
        Assert.Equal(0, seen.Sum("misses"));
    }

    private static async Task OrderAsync(PageHost host, string path, string amount)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent($"\"{amount}\"", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", "\"key-nobody-may-see\"");
        (await host.Http.SendAsync(request)).Dispose();
    }
}
