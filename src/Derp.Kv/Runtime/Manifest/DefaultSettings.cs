namespace Derp.Kv.Runtime;

/// <summary>The settings that an attribute has where the source sets none: a manifest has only those that differ, as each line is code in every assembly.</summary>
internal static class DefaultSettings
{
    private const string MaxBatch = "MaxBatch";
    private const string Ledger = "Ledger";
    private const string LockTtl = "LockTtl";

    // In the order of the documentation. A setting without a default is told only if it is set.
    private static readonly (string Name, string? Text)[] s_cached =
    [
        ("Ttl", null),
        (LockTtl, "10s"),
        ("WaitTimeout", null),
        ("Jitter", "0%"),
        ("CacheNulls", "true"),
        ("Version", "0"),
        ("Near", null),
        ("RefreshAfter", null),
        ("StaleIfError", null),
        ("RefreshOn", "Caller"),
        (MaxBatch, "1000"),
    ];

    private static readonly (string Name, string? Text)[] s_idempotent =
    [
        ("Ttl", null),
        (LockTtl, "30s"),
        ("InFlight", "Wait"),
        ("WaitTimeout", "45s"),
        ("StatusCode", "200"),
        ("OnUnavailable", "Throw"),
        (Ledger, "false"),
        ("ReplayFromStore", "false"),
    ];

    private static readonly (string Name, string? Text)[] s_rateLimited =
    [
        ("Limit", null),
        ("Window", null),
        ("Algorithm", "FixedWindow"),
        ("Cost", "1"),
        ("Burst", "0"),
        ("PermitBatch", "1"),
        ("Shared", "false"),
        ("OnUnavailable", "Allow"),
    ];

    private static readonly (string Name, string? Text)[] s_invalidates =
    [
        ("OnlyOnSuccess", "false"),
        ("Settle", null),
        ("OnUnavailable", "Queue"),
    ];

    /// <summary>Adds the defaults to what was set.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="isBatch">Whether the method is one of many items; only then it has a <c>MaxBatch</c>.</param>
    /// <param name="set">What was set; of this library or another version of it.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Complete(KvMethodKind kind, bool isBatch, IReadOnlyList<KeyValuePair<string, string>> set)
    {
        var known = Of(kind);
        var isLedger = TextOf(set, Ledger) == "true";
        var settings = new List<KeyValuePair<string, string>>(known.Length);
        foreach (var (name, byDefault) in known)
        {
            if ((TextOf(set, name) ?? byDefault) is { } text && (isBatch || name != MaxBatch) && !(isLedger && name == LockTtl))
                settings.Add(new(name, text));
        }

        settings.AddRange(set.Where(s => !known.Any(k => k.Name == s.Key)));
        return settings;
    }

    private static (string Name, string? Text)[] Of(KvMethodKind kind) => kind switch
    {
        KvMethodKind.Cached => s_cached,
        KvMethodKind.Idempotent => s_idempotent,
        KvMethodKind.RateLimited => s_rateLimited,
        KvMethodKind.Invalidates => s_invalidates,
        _ => [],
    };

    private static string? TextOf(IReadOnlyList<KeyValuePair<string, string>> set, string name)
    {
        foreach (var (key, text) in set)
        {
            if (key == name)
                return text;
        }

        return null;
    }
}
