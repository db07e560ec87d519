using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>The settings of a connection that this client owns: those of the string, and those that its guarantees need.</summary>
internal static class ConnectionSettings
{
    /// <summary>A string cannot hold a comma in a password: the rest would be read as another option or server.</summary>
    public const string CommaHint = "In a configuration string a comma ends the password; if it contains one, pass ConfigurationOptions.";

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
            // The library's message quotes the invalid part, which may be a part of the password.
            throw Invalid("a part of it cannot be read", nameof(configuration));
        }

        if (settings.EndPoints.Count == 0)
            throw Invalid("it names no server", nameof(configuration));
        foreach (var endPoint in settings.EndPoints)
        {
            if (endPoint is System.Net.DnsEndPoint { Port: 0, Host: var host } && host.Contains(':', StringComparison.Ordinal))
                throw Invalid("a port is not a number", nameof(configuration));
        }

        // Unless the string sets another time, the first attempt ends before the first operation's wait, so
        // that its failure is known; a slow handshake still gets a second.
        if (!configuration.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
            settings.ConnectTimeout = (int)Math.Clamp(operationTimeout.TotalMilliseconds * 3 / 4, 1000, 5000);
        Apply(settings, operationTimeout);
        return settings;
    }

    /// <summary>A copy of the application's settings; user name and password are read from the original for every connection, so that they can change.</summary>
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
    /// The same for a connection that only renews; null behind a proxy of the application's, which would itself have to
    /// read and write by its own threads.
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

        // A failed first attempt reports its cause at once, which a multiplexer that goes on trying does not reliably; the
        // client makes the next one itself. Retries inside it would only multiply its time, even after a wrong password.
        settings.AbortOnConnectFail = true;
        settings.ConnectRetry = 0;
        settings.ReconnectRetryPolicy = new LinearRetry(250);

        // The wait in the backlog follows the synchronous time-out even for asynchronous calls.
        settings.SyncTimeout = settings.AsyncTimeout = timeout;

        // Time-outs are checked at each heartbeat, so its interval is their precision.
        settings.HeartbeatInterval = TimeSpan.FromTicks(
            Math.Clamp(operationTimeout.Ticks / 5, s_shortestHeartbeat.Ticks, s_longestHeartbeat.Ticks));

        // A command that waits for a connection could run long after its caller has stopped waiting.
        settings.BacklogPolicy = BacklogPolicy.FailFast;

        // No second connection for the library's own notifications, which are not used.
        settings.TieBreaker = "";
        settings.ConfigurationChannel = "";

        // The detail contains the key.
        settings.IncludeDetailInExceptions = false;
    }

    private static ArgumentException Invalid(string why, string parameter) => new(
        $"The configuration string is not valid: {why}. Expected host:port, further servers, and options of StackExchange.Redis, comma-separated: \"localhost:6379,user=…,password=…,ssl=true\". {CommaHint}",
        parameter);
}
