using System.Globalization;
using Derp.Kv.Benchmarks;

if (args is [StampedeWorker.Argument, var endpoint, var milliseconds])
{
    await StampedeWorker.RunAsync(endpoint, int.Parse(milliseconds, CultureInfo.InvariantCulture));
    return 0;
}

if (args is [RefreshWorker.Argument, var server])
{
    await RefreshWorker.RunAsync(server);
    return 0;
}

var areas = new Dictionary<string, Func<Settings, Report, Task>>(StringComparer.Ordinal)
{
    ["l2hit"] = L2HitBenchmark.RunAsync,
    ["callers"] = CallersBenchmark.RunAsync,
    ["serializers"] = SerializersBenchmark.RunAsync,
    ["keys"] = KeysBenchmark.RunAsync,
    ["stampede"] = StampedeBenchmark.RunAsync,
    ["ratelimit"] = RateLimitBenchmark.RunAsync,
    ["startup"] = StartupBenchmark.RunAsync,
    ["growth"] = GrowthBenchmark.RunAsync,
    ["profile"] = ProfileBenchmark.RunAsync,
    ["wrapper"] = WrapperBenchmark.RunAsync,
    ["near"] = NearBenchmark.RunAsync,
    ["coherence"] = CoherenceBenchmark.RunAsync,
    ["batch"] = BatchBenchmark.RunAsync,
    ["tags"] = TagsBenchmark.RunAsync,
    ["refresh"] = RefreshBenchmark.RunAsync,
    ["http"] = HttpBenchmark.RunAsync,
    ["ledger"] = LedgerBenchmark.RunAsync,
    ["generator"] = GeneratorBenchmark.RunAsync,
    ["size"] = static (_, report) =>
    {
        SizeBenchmark.Run(report);
        return Task.CompletedTask;
    },
};

Settings settings;
try
{
    settings = Settings.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

IEnumerable<string> chosen = settings.Areas is [] or ["all"] ? areas.Keys : settings.Areas;
if (chosen.FirstOrDefault(name => !areas.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'; there are {string.Join(", ", areas.Keys)} and all.");
    return 1;
}

var report = new Report(settings);
foreach (var name in chosen)
    await areas[name](settings, report);
if (settings.ReportPath is { } path)
    report.Save(path);
if (settings.ChartPath is { } chart)
    report.SaveChart(chart);
return 0;
