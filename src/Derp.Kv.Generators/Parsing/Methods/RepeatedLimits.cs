using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// Several limits of one method: two equal ones are a mistake, and two that share one counter would each count the call.
/// </summary>
internal static class RepeatedLimits
{
    public static void Check(AnnotatedMethod method, IReadOnlyList<EquatableArray<string>> settings)
    {
        for (var i = 0; i < method.Attributes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (earlier, later) = (method.Attributes[j], method.Attributes[i]);
                if (later.Kind != StageKind.RateLimited || earlier.Kind != later.Kind || earlier.Template is null || earlier.Template != later.Template)
                    continue;
                if (AskTheSame(settings[j], settings[i]))
                    Report(method, later, "; the second never denies a call that the first admits");
                else if (ShareCounter(earlier, later))
                    Report(method, later, ", both Shared with one algorithm, so that one counter would count each call twice; set Shared on at most one of them");
            }
        }
    }

    private static void Report(AnnotatedMethod method, StageAttribute later, string reason) =>
        method.Findings.Add(Descriptors.RepeatedLimit, later.At("Key"), method.Symbol.Name, later.Template!, reason);

    private static bool AskTheSame(EquatableArray<string> earlier, EquatableArray<string> later) => Asked(earlier).SequenceEqual(Asked(later));

    // OnUnavailable does not change which limit is meant.
    private static IEnumerable<string> Asked(EquatableArray<string> settings) =>
        settings.Where(static s => !s.StartsWith("OnUnavailable =", StringComparison.Ordinal));

    private static bool ShareCounter(StageAttribute earlier, StageAttribute later) =>
        earlier.Get("Shared", false) && later.Get("Shared", false) && earlier.Get("Algorithm", 0) == later.Get("Algorithm", 0);
}
