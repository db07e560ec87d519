using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>The settings of a connection that this client owns: those of the string, and those that its promises need.</summary>
internal static class ConnectionSettings
{
    /// <summary>What a string cannot hold: its rest is read as another option, or as another server.</summary>
    public const string CommaHint = "In a configuration string a comma ends the password; hand over ConfigurationOptions where it has one.";

    private static readonly TimeSpan s_shortestHeartbeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestHeartbeat = TimeSpan.FromSeconds(1);

    public static ConfigurationOptions Parse(string configuration, TimeSpan operationTimeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        ConfigurationOptions settings;
        try
        {
            settings = ConfigurationOptions.Parse(configuration, ignoreUnknown: false);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            // The library's message quotes the part it stumbled over, which may be a piece of the password.
            throw Invalid("a part of it is not understood", nameof(configuration));
        }

        if (settings.EndPoints.Count == 0)
            throw Invalid("it names no server", nameof(configuration));
        foreach (var endPoint in settings.EndPoints)
        {
            if (endPoint is System.Net.DnsEndPoint { Port: 0, Host: var host } && host.Contains(':', StringComparison.Ordinal))
                throw Invalid("a port is not a number", nameof(configuration));
        }

        // As long as the string does not say otherwise, the first attempt ends before the first operation's wait does, so
        // that it can tell why; a slow handshake gets a second all the same.
        if (!configuration.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
            settings.ConnectTimeout = (int)Math.Clamp(operationTimeout.TotalMilliseconds * 3 / 4, 1000, 5000);
        Apply(settings, operationTimeout);
        return settings;
    }

    /// <summary>A copy of someone's settings; user name and password are looked up in his again for every connection, so that they can change.</summary>
    public static ConfigurationOptions Adopt(ConfigurationOptions configuration, TimeSpan operationTimeout)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.EndPoints.Count == 0)
            throw new ArgumentException("The configuration names no server. Add one to its EndPoints.", nameof(configuration));

        var settings = configuration.Clone();
        settings.BeforeSocketConnect = (endPoint, type, socket) =>
        {
            (settings.User, settings.Password) = (configuration.User, configuration.Password);
            configuration.BeforeSocketConnect?.Invoke(endPoint, type, socket);
        };
        Apply(settings, operationTimeout);
        return settings;
    }

    /// <summary>
    /// The same for a connection that only renews; null behind a proxy of the application's, which would have to be the one
    /// that reads and writes by threads of its own.
    /// </summary>
    public static ConfigurationOptions? ForRenewals(ConfigurationOptions settings)
    {
        if (settings.Tunnel is not null)
            return null;

        var renewals = settings.Clone();
        renewals.Tunnel = new OwnThreads();
        renewals.BeforeSocketConnect = (endPoint, type, socket) =>
        {
            settings.BeforeSocketConnect?.Invoke(endPoint, type, socket);
            (renewals.User, renewals.Password) = (settings.User, settings.Password);
        };
        return renewals;
    }

    private static void Apply(ConfigurationOptions settings, TimeSpan operationTimeout)
    {
        var timeout = (int)operationTimeout.TotalMilliseconds;

        // A first attempt that fails says at once why, which a multiplexer that goes on trying does not tell reliably; the
        // client makes the next one itself. Retries inside it would only multiply its time, even after a refused password.
        settings.AbortOnConnectFail = true;
        settings.ConnectRetry = 0;
        settings.ReconnectRetryPolicy = new LinearRetry(250);

        // The wait in the backlog follows the synchronous time-out even for asynchronous calls.
        settings.SyncTimeout = settings.AsyncTimeout = timeout;

        // Time-outs are noticed on a heartbeat, so that its interval is their precision.
        settings.HeartbeatInterval = TimeSpan.FromTicks(
            Math.Clamp(operationTimeout.Ticks / 5, s_shortestHeartbeat.Ticks, s_longestHeartbeat.Ticks));

        // A command that waits for a connection could run long after its caller gave up.
        settings.BacklogPolicy = BacklogPolicy.FailFast;

        // No second connection for notices that nothing here sends.
        settings.TieBreaker = "";
        settings.ConfigurationChannel = "";

        // The detail is the key.
        settings.IncludeDetailInExceptions = false;
    }

    private static ArgumentException Invalid(string why, string parameter) => new(
        $"The configuration string is not valid: {why}. Expected host:port, further servers, and options of StackExchange.Redis, comma-separated: \"localhost:6379,user=…,password=…,ssl=true\". {CommaHint}",
        parameter);
}
