using System.Globalization;
using Derp.Kv.Tool.Connecting;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Checks;

/// <summary>Settings and state of one primary, against docs/operations.md.</summary>
internal sealed class ServerChecks(IServer server, Duty? duty)
{
    private const int Pings = 20;
    private static readonly Version s_oldest = new(7, 0);

    private readonly string _name = server.EndPoint.ToString()!;
    private Dictionary<string, string> _info = [];

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        try
        {
            _info = (await server.InfoAsync().ConfigureAwait(false)).SelectMany(static section => section).DistinctBy(static pair => pair.Key).ToDictionary(static pair => pair.Key, static pair => pair.Value);
        }
        catch (RedisServerException)
        {
            return [new(_name, "information", Verdict.Unknown, "the user may not call INFO; allow +info"), await LatencyAsync().ConfigureAwait(false)];
        }

        return [Version(), Memory(), Eviction(), Evicted(), await PersistenceAsync().ConfigureAwait(false), Replicas(), await LatencyAsync().ConfigureAwait(false)];
    }

    private Finding Version()
    {
        var text = Info("valkey_version") ?? Info("redis_version") ?? "";
        var name = Info("valkey_version") is null ? "Redis" : "Valkey";
        var isOld = System.Version.TryParse(Info("redis_version"), out var version) && version < s_oldest;
        return Of("version", isOld ? Verdict.Fail : Verdict.Ok, isOld ? $"{name} {text}; 7.0 or later is needed" : $"{name} {text}");
    }

    private Finding Memory()
    {
        var (used, most) = (Number("used_memory"), Number("maxmemory"));
        if (most == 0)
            return Of("memory", Verdict.Warn, FormattableString.Invariant($"{used:N0} B used; maxmemory is not set, and the machine's memory is the limit"));
        var percent = 100 * used / most;
        return Of("memory", percent >= 90 ? Verdict.Warn : Verdict.Ok, FormattableString.Invariant($"{used:N0} of {most:N0} B used, {percent}%"));
    }

    private Finding Eviction()
    {
        var policy = Info("maxmemory_policy") ?? "unknown";
        var evicts = policy != "noeviction";
        return (duty, evicts) switch
        {
            (Duty.Ledger, true) => Of("eviction", Verdict.Fail, $"{policy}: claims, results and counters can be evicted, and calls run again; set noeviction"),
            (null, true) => Of("eviction", Verdict.Warn, $"{policy}: right for a cache; claims, results and counters can be evicted"),
            (Duty.Cache, false) => Of("eviction", Verdict.Warn, "noeviction: a full cache refuses new values; set allkeys-lru or allkeys-lfu"),
            _ => Of("eviction", Verdict.Ok, policy),
        };
    }

    private Finding Evicted()
    {
        var evicted = Number("evicted_keys");
        return Of("evicted keys", evicted > 0 && duty != Duty.Cache ? Verdict.Warn : Verdict.Ok, evicted.ToString("N0", CultureInfo.InvariantCulture));
    }

    private async Task<Finding> PersistenceAsync()
    {
        if (duty == Duty.Cache)
            return Of("persistence", Verdict.Ok, Info("aof_enabled") == "1" ? "AOF" : "none is needed");
        if (Info("aof_enabled") != "1")
            return Of("persistence", duty == Duty.Ledger ? Verdict.Fail : Verdict.Warn, "no AOF: a crash forgets claims and results; set appendonly yes and appendfsync always");
        if (Info("aof_last_write_status") is { } status and not "ok")
            return Of("persistence", Verdict.Fail, $"the last write of the AOF: {status}");
        var sync = await SettingAsync("appendfsync").ConfigureAwait(false);
        return sync switch
        {
            "always" => Of("persistence", Verdict.Ok, "AOF, appendfsync always"),
            null => Of("persistence", Verdict.Unknown, "AOF; the user may not ask for appendfsync (+config|get), which should be always"),
            _ => Of("persistence", Verdict.Warn, $"AOF, appendfsync {sync}: a crash forgets the last claims and results; always does not"),
        };
    }

    private Finding Replicas()
    {
        var role = Info("role");
        return role == "master"
            ? Of("replicas", Verdict.Ok, Number("connected_slaves").ToString("N0", CultureInfo.InvariantCulture))
            : Of("replicas", Verdict.Fail, "this is a replica, which takes no writes");
    }

    private async Task<Finding> LatencyAsync()
    {
        var times = new double[Pings];
        for (var i = 0; i < times.Length; i++)
            times[i] = (await server.PingAsync().ConfigureAwait(false)).TotalMilliseconds;
        Array.Sort(times);
        var (median, longest) = (times[Pings / 2], times[^1]);
        return Of("latency", median > 10 ? Verdict.Warn : Verdict.Ok, FormattableString.Invariant($"{median:F2} ms median, {longest:F2} ms longest of {Pings} pings"));
    }

    private async Task<string?> SettingAsync(string name)
    {
        try
        {
            return (await server.ConfigGetAsync(name).ConfigureAwait(false)).Select(static pair => pair.Value).FirstOrDefault();
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    private Finding Of(string check, Verdict result, string detail) => new(_name, check, result, detail);

    private string? Info(string name) => _info.GetValueOrDefault(name);

    private long Number(string name) => long.TryParse(Info(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
