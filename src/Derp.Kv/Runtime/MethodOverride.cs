namespace Derp.Kv.Runtime;

/// <summary>What the configuration changes of one method, checked against its attribute. Null: nothing.</summary>
internal sealed record MethodOverride
{
    /// <summary>False: the attribute is switched off.</summary>
    public bool? Enabled { get; init; }

    public TimeSpan? Ttl { get; init; }

    /// <summary>Zero: near entries are switched off.</summary>
    public TimeSpan? Near { get; init; }

    /// <summary>Zero: values are not refreshed before they expire.</summary>
    public TimeSpan? RefreshAfter { get; init; }

    /// <summary>Zero: expired values are never returned.</summary>
    public TimeSpan? StaleIfError { get; init; }

    public long? Limit { get; init; }

    public TimeSpan? Window { get; init; }

    /// <summary>What of it concerns one attribute.</summary>
    public MethodOverride For(KvMethodKind kind) => kind switch
    {
        KvMethodKind.Cached => this with { Limit = null, Window = null },
        KvMethodKind.RateLimited => new() { Enabled = Enabled, Limit = Limit, Window = Window },
        KvMethodKind.Idempotent => new() { Ttl = Ttl },
        _ => new(),
    };
}
