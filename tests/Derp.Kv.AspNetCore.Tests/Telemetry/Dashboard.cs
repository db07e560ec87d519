using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Derp.Kv.AspNetCore.Tests.Telemetry;

/// <summary>What the Grafana file asks of Prometheus: each metric, and the labels that an expression wants of it.</summary>
internal static partial class Dashboard
{
    private static readonly string[] s_ofPrometheus = ["job", "instance", "le"];

    public static IReadOnlyList<string> Expressions { get; } = Read();

    /// <summary>Metric and label, for each selector and each <c>sum by</c> around one; the label is null if none is wanted.</summary>
    public static IEnumerable<(string Metric, string? Label)> Wanted =>
        Expressions.SelectMany(static expression =>
        {
            var grouped = Grouping().Matches(expression).SelectMany(static by => by.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
            return Metric().Matches(expression).SelectMany(metric =>
                Label().Matches(metric.Groups[2].Value).Select(static label => (string?)label.Groups[1].Value)
                    .Concat(grouped)
                    .Where(static label => !s_ofPrometheus.Contains(label))
                    .Append(null)
                    .Select(label => (metric.Groups[1].Value, label)));
        }).Distinct();

    private static List<string> Read([CallerFilePath] string file = "")
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../grafana/derp-kv.json")));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
                .Select(static target => target.GetProperty("expr").GetString()!),
        ];
    }

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-z_]+)\{([^}]*)\}")]
    private static partial Regex Metric();

    [GeneratedRegex(@"([a-z_]+)(?:=~|!=|=)")]
    private static partial Regex Label();
}
