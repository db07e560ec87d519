using System.Net;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Connecting;

/// <summary>Which server, and how to get in.</summary>
internal sealed class ServerAddress
{
    /// <summary>As StackExchange.Redis reads it.</summary>
    public required string Configuration { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public bool UseTls { get; init; }

    public FileInfo? Authority { get; init; }

    public int? Database { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required string Prefix { get; init; }

    /// <exception cref="UsageException">The configuration cannot be read, or there is no such file.</exception>
    public ConfigurationOptions ToConfiguration()
    {
        var settings = Parse();
        settings.ClientName = "derp-kv";
        settings.User = User ?? settings.User;
        settings.Password = Password ?? settings.Password;
        settings.Ssl |= UseTls;
        settings.DefaultDatabase = Database ?? settings.DefaultDatabase;
        settings.ConnectTimeout = settings.SyncTimeout = settings.AsyncTimeout = (int)Timeout.TotalMilliseconds;
        settings.HeartbeatInterval = TimeSpan.FromTicks(Math.Clamp(Timeout.Ticks / 5, TimeSpan.TicksPerMillisecond * 100, TimeSpan.TicksPerSecond));

        // A failure is told at once, and with its cause: there is nothing to wait for. Its detail would contain a key.
        settings.AbortOnConnectFail = true;
        settings.ConnectRetry = 0;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.IncludeDetailInExceptions = false;

        // For INFO and CONFIG GET, which the library keeps from others.
        settings.AllowAdmin = true;
        settings.TieBreaker = "";
        settings.ConfigurationChannel = "";
        if (Authority is { } authority)
        {
            if (!authority.Exists)
                throw new UsageException("There is no such file as --ca names.");
            settings.TrustIssuer(authority.FullName);
        }

        return settings;
    }

    // The library's messages quote the part that is wrong, which may be one of a password.
    private ConfigurationOptions Parse()
    {
        try
        {
            var settings = ConfigurationOptions.Parse(Configuration, ignoreUnknown: false);
            if (settings.EndPoints.Count > 0 && !settings.EndPoints.Any(static endPoint => endPoint is DnsEndPoint { Host: var host } && host.Contains(':', StringComparison.Ordinal)))
                return settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
        }

        throw new UsageException("The server's address cannot be read. Expected host:port, or several with commas between them.");
    }
}
