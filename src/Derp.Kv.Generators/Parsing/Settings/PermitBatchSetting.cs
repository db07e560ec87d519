using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;

namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>Permits are taken in advance of a window that ends for all of them at once, and of one limit alone.</summary>
internal static class PermitBatchSetting
{
    private const string Name = "PermitBatch";

    private static readonly string[] s_algorithms = ["FixedWindow", "SlidingWindow", "TokenBucket"];

    public static void Check(AnnotatedMethod method)
    {
        var limits = method.Attributes.Where(static a => a.Kind == StageKind.RateLimited).ToList();
        foreach (var limit in limits.Where(static a => a.Get(Name, 1) > 1))
        {
            if (limit.Get("Algorithm", 0) is var algorithm and > 0 && algorithm < s_algorithms.Length)
                method.Findings.AddHinted(Descriptors.PermitBatchAlgorithm, limit.At(Name), Hint.Setting(Name), method.Symbol.Name, s_algorithms[algorithm]);
            else if (limits.Count > 1)
                method.Findings.AddHinted(Descriptors.PermitBatchOfSeveral, limit.At(Name), Hint.Setting(Name), method.Symbol.Name);
        }
    }
}
