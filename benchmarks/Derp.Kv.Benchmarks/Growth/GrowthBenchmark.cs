namespace Derp.Kv.Benchmarks;

/// <summary>How cost grows: with keys, values, callers, attributes and annotated methods.</summary>
internal static class GrowthBenchmark
{
    public static async Task RunAsync(Settings settings, Report report)
    {
        await KeysGrowth.RunAsync(settings, report);
        await ValuesGrowth.RunAsync(settings, report);
        await CallersGrowth.RunAsync(settings, report);
        await AttributesGrowth.RunAsync(settings, report);
        await MethodsGrowth.RunAsync(settings, report);
    }
}
