using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Derp.Kv.AspNetCore.Tests.Telemetry;

/// <summary>The Grafana file asks for nothing that the Prometheus exporter does not have.</summary>
public sealed partial class DashboardTests
{
    [Fact]
    public async Task Each_metric_and_each_label_of_the_Grafana_file_is_exported()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter("Derp.Kv").AddPrometheusExporter());
        await using var app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        await app.StartAsync();
        await using var server = await ValkeyServer.StartAsync();
        await using var client = new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { Name = "cache" });
        var shop = new WatchedShop(client);
        await shop.GetNameAsync(1);
        await shop.GetNameAsync(1);
        await server.CommandAsync("RPUSH", "list", "1");
        await Assert.ThrowsAsync<KvException>(() => client.GetAsync("list"u8.ToArray()).AsTask());
        RecordRareEvents();

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var exported = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Where(static line => line.Length > 0 && line[0] != '#').ToArray();

        Assert.InRange(Dashboard.Expressions.Count, 30, 200);
        Assert.All(Dashboard.Wanted, wanted => Assert.Contains(exported, line =>
            line.StartsWith(wanted.Metric + "{", StringComparison.Ordinal) && (wanted.Label is null || line.Contains($"{wanted.Label}=\"", StringComparison.Ordinal))));
    }

    // A counter is exported once it has counted. What takes a broken server to count is counted here, with the tags that the page of metrics gives it.
    private static void RecordRareEvents()
    {
        var tags = Row().Matches(File.ReadAllText(PagePath())).ToDictionary(
            static row => row.Groups[1].Value,
            static row => TagName().Matches(row.Groups[2].Value).Select(static tag => new KeyValuePair<string, object?>(tag.Value, "some")).ToArray());
        RuntimeHelpers.RunClassConstructor(typeof(WebMetrics).TypeHandle);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != "Derp.Kv" || instrument.IsObservable || instrument.Name.StartsWith("db.", StringComparison.Ordinal))
                return;
            if (instrument is Counter<long> counter)
                counter.Add(1, tags[instrument.Name]);
            else
                ((Histogram<double>)instrument).Record(1, tags[instrument.Name]);
        };
        listener.Start();
    }

    private static string PagePath([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/observability.md");

    // Name, kind, unit, tags.
    [GeneratedRegex(@"^\| `(derp\.kv\.[a-z_.]+)` \| [^|]+ \| [^|]+ \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"method|client|operations?|state|outcome|reason|limit|route|code|error\.type")]
    private static partial Regex TagName();
}

internal sealed partial class WatchedShop(KvClient kv)
{
    [Cached("watched:{id}", Ttl = "5m", Near = "1m")]
    private Task<string> GetNameCoreAsync(int id) => Task.FromResult($"product {id}");
}
