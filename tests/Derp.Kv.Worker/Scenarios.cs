using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Worker;

/// <summary>What a worker can be told to do.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, Func<KvClient, Steering, Task>> s_all = new(StringComparer.Ordinal)
    {
        ["guarded"] = Guarded.RunAsync,
        ["lease"] = Holding.LeaseAsync,
        ["claim"] = Holding.ClaimAsync,
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static bool TryFind(string name, [NotNullWhen(true)] out Func<KvClient, Steering, Task>? scenario) => s_all.TryGetValue(name, out scenario);
}
