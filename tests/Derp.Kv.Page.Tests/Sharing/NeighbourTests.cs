using System.Globalization;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Tests.Sharing;

/// <summary>The processes of one store, on a real server.</summary>
public sealed class NeighbourTests : IAsyncLifetime
{
    private ValkeyServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ValkeyServer.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task H11_Two_processes_of_one_store_are_on_one_page()
    {
        using var other = await PageProcess.StartAsync(_server.Endpoint);
        await using var host = await StartAsync(_server.Endpoint, TimeProvider.System);
        await HeardByAsync(2);
        await using var viewer = await Viewer.OpenAsync(host);
        var together = await viewer.UntilAsync(static figures => figures.Now("processes") == 2);
        Assert.False(together.GetProperty("alone").GetBoolean());
        Assert.Equal(2, together.GetProperty("clients").EnumerateArray().Select(static client => client.GetProperty("name").GetString()).Distinct().Count());

        for (var i = 0; i < 5; i++)
            await other.Http.GetStringAsync(new Uri("/prices/nobody-may-see", UriKind.Relative));
        await host.Prices.GetPriceAsync("a");
        await viewer.UntilAsync(static figures =>
            figures.Count("cached", PageProcess.Price, "hits") == 4 && figures.Count("cached", PageProcess.Price, "misses") == 1 && figures.Count("cached", Prices.Price, "misses") == 1);

        // The list, and the figures of two: they end by themselves, and hold no argument.
        var keys = ((object?[])(await _server.CommandAsync("KEYS", "derp:{live}*"))!).Cast<string>().ToList();
        Assert.Equal(3, keys.Count);
        foreach (var key in keys)
        {
            Assert.InRange((long)(await _server.CommandAsync("PTTL", key))!, 1, 30_000);
            Assert.DoesNotContain("nobody-may-see", (string?)await _server.CommandAsync("GET", key), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task H11_Unwatched_the_store_is_not_asked()
    {
        await using var host = await StartAsync(_server.Endpoint, time: null);
        // On the host's clock it waits a moment before it tries again to subscribe.
        await HeardByAsync(1, () => host.Pass(TimeSpan.FromMilliseconds(10)));
        await _server.ResetCommandStatsAsync();

        for (var i = 0; i < 5; i++)
        {
            host.Pass(TimeSpan.FromMinutes(1));
            await host.Client.ExistsAsync("another minute"u8.ToArray());
        }

        // The connection's own are not counted.
        Assert.Equal(["exists"], (await _server.CommandStatsAsync()).Keys.Except(["ping", "subscribe", "unsubscribe"]));
    }

    [Theory]
    [InlineData("resetchannels")]
    [InlineData("-setex")]
    [InlineData("-mget")]
    public async Task Without_one_of_the_permissions_the_page_shows_its_process_alone_and_the_log_says_why(string missing)
    {
        await WriteAsync("{}");
        await _server.CommandAsync("ACL", "SETUSER", "page", "on", ">pw", "~*", "&*", "+@all", missing);
        await using var host = await StartAsync($"{_server.Endpoint},user=page,password=pw", TimeProvider.System);
        await HeardByAsync(missing == "resetchannels" ? 0 : 1);
        await using var viewer = await Viewer.OpenAsync(host);

        var seen = await viewer.UntilAsync(static figures => figures.GetProperty("alone").GetBoolean());

        Assert.Equal(1, seen.Now("processes"));
        Assert.Single(host.Logs.GetSnapshot(), static record => record.Id.Id == 171 && record.Level == LogLevel.Information);
    }

    [Fact]
    public async Task While_the_store_is_away_the_page_shows_its_process_alone_and_then_the_others_again()
    {
        await using var host = await StartAsync(_server.Endpoint, TimeProvider.System);
        await HeardByAsync(1);
        await using var viewer = await Viewer.OpenAsync(host);
        Assert.False((await viewer.NextAsync())!.Value.GetProperty("alone").GetBoolean());

        _server.Kill();
        Assert.Equal(1, (await viewer.UntilAsync(static figures => figures.GetProperty("alone").GetBoolean())).Now("processes"));
        await _server.RestartAsync();
        await viewer.UntilAsync(static figures => !figures.GetProperty("alone").GetBoolean());
    }

    [Fact]
    public async Task What_another_version_or_program_has_written_is_not_shown()
    {
        await using var host = await StartAsync(_server.Endpoint, TimeProvider.System);
        await WriteAsync("", "[1]", "{\"version\":1}", "{\"version\":2,\"name\":\"B\",\"up\":1,\"clients\":[],\"lines\":[],\"rows\":[],\"leftOut\":0}");
        await HeardByAsync(1);
        await using var viewer = await Viewer.OpenAsync(host);
        for (var i = 0; i < 2; i++)
            Assert.Equal(1, (await viewer.NextAsync())!.Value.Now("processes"));
    }

    private static Task<PageHost> StartAsync(string store, TimeProvider? time) => PageHost.StartAsync(new()
    {
        Client = kv => kv.UseStackExchangeRedis(store),
        Time = time,
    });

    // The subscription is made behind the start.
    private Task HeardByAsync(int processes, Action? meanwhile = null) => Eventually.HoldsAsync(
        async () =>
        {
            meanwhile?.Invoke();
            return ((object?[])(await _server.CommandAsync("PUBSUB", "NUMSUB", "derp:live"))!)[1] is long count && count == processes;
        },
        $"{processes} should listen.");

    // As processes write that look at the same store.
    private async Task WriteAsync(params string[] snapshots)
    {
        var ids = snapshots.Index().Select(static snapshot => string.Create(CultureInfo.InvariantCulture, $"process number {snapshot.Index}")).ToList();
        await _server.CommandAsync("SET", "derp:{live}", string.Concat(ids), "PX", "30000");
        foreach (var (id, snapshot) in ids.Zip(snapshots))
            await _server.CommandAsync("SET", $"derp:{{live}}:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(id))}", snapshot, "PX", "30000");
    }
}
