using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.Page.Tests;

/// <summary>The stream of figures: who gets it, and when it ends.</summary>
public class StreamTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static TheoryData<Version> Versions => [HttpVersion.Version11, HttpVersion.Version20];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Figures_arrive_each_second_unbuffered_and_unstored(Version version)
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host, version);
        for (var i = 0; i < 3; i++)
            Assert.Equal(1, (await viewer.NextAsync())!.Value.Now("processes"));

        Assert.Equal(version, viewer.Response.Version);
        Assert.Equal("text/event-stream", viewer.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("identity", viewer.Response.Content.Headers.ContentEncoding.Single());
        Assert.Equal("no-store", viewer.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", viewer.Response.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task The_tenth_viewer_is_served_and_the_eleventh_until_one_has_left_is_told_to_wait()
    {
        await using var host = await PageHost.StartAsync();
        var viewers = new List<Viewer>();
        for (var i = 0; i < 10; i++)
        {
            viewers.Add(await Viewer.OpenAsync(host));
            Assert.Equal(HttpStatusCode.OK, viewers[^1].Response.StatusCode);
        }

        await using (var eleventh = await Viewer.OpenAsync(host))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, eleventh.Response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(30), eleventh.Response.Headers.RetryAfter!.Delta);
        }

        foreach (var viewer in viewers)
            Assert.NotNull(await viewer.NextAsync());
        host.Pass(TimeSpan.FromMinutes(1));
        foreach (var viewer in viewers)
        {
            await viewer.EndAsync();
            await viewer.DisposeAsync();
        }

        await using var next = await Viewer.OpenAsync(host);
        Assert.Equal(HttpStatusCode.OK, next.Response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task H11_Rights_that_are_revoked_end_a_stream_within_a_minute(Version version)
    {
        await using var host = await PageHost.StartAsync(new() { Environment = "Production", Map = static app => app.MapDerpKv().RequireAuthorization("operators") });
        var role = $"operator-{Guid.NewGuid():N}";
        await using var viewer = await Viewer.OpenAsync(host, version, role);
        Assert.NotNull(await viewer.NextAsync());
        HeaderRole.Revoked[role] = true;

        host.Pass(TimeSpan.FromMinutes(1));
        await viewer.EndAsync();

        await using var again = await Viewer.OpenAsync(host, version, role);
        Assert.Equal(HttpStatusCode.Forbidden, again.Response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Streams_end_within_a_second_of_the_application(Version version)
    {
        await using var host = await PageHost.StartAsync();
        await using var viewer = await Viewer.OpenAsync(host, version);
        Assert.NotNull(await viewer.NextAsync());

        var stopped = host.StopAsync();
        await viewer.EndAsync().WaitAsync(s_second);
        await stopped;
    }

    [Fact]
    public async Task Whoever_comes_back_after_a_pause_sees_no_old_figures()
    {
        await using var host = await PageHost.StartAsync();
        await using (var viewer = await Viewer.OpenAsync(host))
        {
            await viewer.NextAsync();
            await host.Prices.GetPriceAsync("a");
            await viewer.UntilAsync(static figures => figures.Sum("misses") == 1, seconds: 2);
            host.Pass(TimeSpan.FromMinutes(1));
            await viewer.EndAsync();
        }

        host.Pass(TimeSpan.FromMinutes(10));
        await using var later = await Viewer.OpenAsync(host);
        var seen = await later.UntilAsync(static figures => figures.Sum("misses") == 0);
        Assert.Null(seen.Row("cached", Prices.Price));
    }

    [Fact]
    public async Task A_page_at_two_paths_shows_its_process_once()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Map = static app =>
            {
                app.MapDerpKv("/kv");
                app.MapDerpKv("/other");
            },
        });
        await using var viewer = await Viewer.OpenAsync(host);
        Assert.Equal(1, (await viewer.NextAsync())!.Value.Now("processes"));
    }
}
