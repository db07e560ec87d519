using Derp.Kv.DependencyInjection.Overrides;

namespace Derp.Kv.DependencyInjection;

/// <summary>The settings of a registered client. They bind from the configuration section <c>DerpKv</c>, of a named client from <c>DerpKv:Clients:name</c>, and are checked at start.</summary>
public sealed class DerpKvOptions
{
    /// <inheritdoc cref="KvClientOptions.KeyPrefix"/>
    public string KeyPrefix { get; set; } = "";

    /// <inheritdoc cref="KvClientOptions.OperationTimeout"/>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="KvClientOptions.DisposeTimeout"/>
    public TimeSpan DisposeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="KvClientOptions.MaxValueSize"/>
    public int MaxValueSize { get; set; } = 1024 * 1024;

    /// <inheritdoc cref="KvClientOptions.CacheEnabled"/>
    public bool CacheEnabled { get; set; } = true;

    /// <inheritdoc cref="KvClientOptions.MemoryMaxEntries"/>
    public int MemoryMaxEntries { get; set; } = 100_000;

    /// <inheritdoc cref="KvClientOptions.MemoryMaxBytes"/>
    public long MemoryMaxBytes { get; set; } = 256L * 1024 * 1024;

    /// <inheritdoc cref="KvClientOptions.NearMaxBytes"/>
    public long NearMaxBytes { get; set; } = 64L * 1024 * 1024;

    /// <inheritdoc cref="KvClientOptions.NearEnabled"/>
    public bool NearEnabled { get; set; } = true;

    /// <inheritdoc cref="KvClientOptions.NearNotices"/>
    public bool NearNotices { get; set; } = true;

    /// <inheritdoc cref="KvClientOptions.VerifyRoundTrips"/>
    /// <remarks>Null: true if the host's environment is Development, otherwise false.</remarks>
    public bool? VerifyRoundTrips { get; set; }

    /// <summary>What could not be read from configuration; reported together at validation.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    /// <summary>What the configuration changes of methods, the same for each client.</summary>
    internal MethodsSection Methods { get; set; } = MethodsSection.None;

    internal KvClientOptions ToClientOptions(string name = "", TimeProvider? timeProvider = null, Microsoft.Extensions.Logging.ILoggerFactory? loggerFactory = null, Microsoft.Extensions.DependencyInjection.IServiceScopeFactory? scopeFactory = null) => new()
    {
        Name = name,
        KeyPrefix = KeyPrefix,
        OperationTimeout = OperationTimeout,
        DisposeTimeout = DisposeTimeout,
        MaxValueSize = MaxValueSize,
        CacheEnabled = CacheEnabled,
        MemoryMaxEntries = MemoryMaxEntries,
        MemoryMaxBytes = MemoryMaxBytes,
        NearMaxBytes = NearMaxBytes,
        NearEnabled = NearEnabled,
        NearNotices = NearNotices,
        VerifyRoundTrips = VerifyRoundTrips ?? false,
        TimeProvider = timeProvider ?? TimeProvider.System,
        LoggerFactory = loggerFactory ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
        ScopeFactory = scopeFactory,
    };
}
