using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Worker;

/// <summary>What a worker can be told to do.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, Func<Host, KvClient, Task>> s_all = new(StringComparer.Ordinal)
    {
        ["guarded"] = static (host, client) => Guarded.RunAsync(client, host.Steering),
        ["lease"] = static (host, client) => Holding.LeaseAsync(client, host.Steering),
        ["blocked"] = static (host, client) => Blocked.RunAsync(client, host.Steering),
        ["claim"] = static (host, client) => Holding.ClaimAsync(client, host.Steering),
        ["load"] = static (host, _) => Load.RunAsync(host),
        ["soak"] = static (host, _) => Soak.RunAsync(host),
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static bool TryFind(string name, [NotNullWhen(true)] out Func<Host, KvClient, Task>? scenario) => s_all.TryGetValue(name, out scenario);
}
