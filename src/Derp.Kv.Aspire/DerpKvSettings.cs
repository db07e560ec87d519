namespace Derp.Kv.Aspire;

/// <summary>How <c>AddDerpKv</c> and <c>AddKeyedDerpKv</c> register a client. The settings of the client itself stay in the section <c>DerpKv</c>.</summary>
public sealed class DerpKvSettings
{
    /// <summary>The server, as <c>UseStackExchangeRedis</c> takes it: <c>"host:port"</c> and options, comma-separated. Null: the client throws when it is created.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is registered. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether the application's traces go without those of Derp.Kv. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether the application's metrics go without those of Derp.Kv. Default: false.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Whether the application cannot work without the store: then the health check is Unhealthy, not Degraded, while it is away. Default: false.</summary>
    public bool RequireStore { get; set; }
}
