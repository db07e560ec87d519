namespace Derp.Kv.Benchmarks;

/// <summary>The ratios of one table.</summary>
internal sealed record ChartGroup(string Title, IReadOnlyList<(string Name, double Ratio)> Bars);
