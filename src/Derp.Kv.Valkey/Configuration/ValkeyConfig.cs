using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Derp.Kv.Valkey;

/// <summary>
/// How to reach a server or a cluster. Checked when a client is constructed. How long an operation may take is
/// <see cref="KvClientOptions.OperationTimeout"/>, as with every client.
/// </summary>
public sealed class ValkeyConfig
{
    /// <summary>The server, or as many nodes of the cluster as are known; the others are found. At least one. Default: localhost:6379.</summary>
    public IReadOnlyList<ValkeyAddress> Addresses { get; init => field = value is null ? null! : [.. value]; } = [new("localhost", ValkeyAddress.DefaultPort)];

    /// <summary>A single server or a cluster. Default: a single server.</summary>
    public ValkeyMode Mode { get; init; }

    /// <summary>The user of the server's ACL; needs a <see cref="Password"/>. Null: the default user.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password. Null: none is sent. Messages and texts of this library never contain it.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the connection is encrypted, and the server's certificate verified. Default: no.</summary>
    public bool UseTls { get; init; }

    /// <summary>Files of certificates (PEM) that are trusted instead of the system's; only with <see cref="UseTls"/>. They are read when the client first connects. Default: none.</summary>
    public IReadOnlyList<string> TrustedCertificates { get; init => field = value is null ? null! : [.. value]; } = [];

    /// <summary>The connection's name on the server; printable ASCII without spaces. Null: the client library's own. Default: <c>derp-kv</c>.</summary>
    public string? ClientName { get; init; } = "derp-kv";

    /// <summary>The number of the database, 0 or more. In a cluster, a number other than 0 needs a server that supports it. Default: 0.</summary>
    public int Database { get; init; }

    /// <summary>How long one attempt to connect may take, TLS included, 10 ms to 10 min. Null: three quarters of the operation's time-out, from 1 to 5 s.</summary>
    public TimeSpan? ConnectionTimeout { get; init; }

    /// <summary>The pauses between reconnection attempts. Null: the client library's own.</summary>
    public ValkeyReconnect? Reconnect { get; init; }

    /// <summary>
    /// Whether <see cref="KvClient.ConnectAsync"/> defers the connection to the first operation, so that a start does not wait for the
    /// server. A failed attempt throws in both cases. Default: no.
    /// </summary>
    public bool LazyConnect { get; init; }

    /// <summary>
    /// Reads a section of the application's configuration, whose settings are named like the properties here; addresses and
    /// certificates are a list or one text with commas. Values are never quoted in an error.
    /// </summary>
    /// <param name="section">A separate section, such as <c>configuration.GetSection("Valkey")</c>; a missing one gives the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is null.</exception>
    /// <exception cref="ArgumentException">A setting does not exist, cannot be read or is out of its range; all such are named together.</exception>
    public static ValkeyConfig Bind(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new ValkeyConfigReader(section).Read();
    }

    /// <summary>The server's addresses and settings, without user name and password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(ValkeyConfig)} {{ {Mode}, {string.Join(", ", Addresses ?? [])}, database {Database}{(UseTls ? ", TLS" : "")} }}");

    internal TimeSpan ConnectionTimeoutFor(TimeSpan operationTimeout) =>
        ConnectionTimeout ?? TimeSpan.FromMilliseconds(Math.Clamp(operationTimeout.TotalMilliseconds * 3 / 4, 1000, 5000));

    internal void Validate()
    {
        if (Problem() is { } problem)
            throw new ArgumentException($"{nameof(ValkeyConfig)}.{problem}.", "config");
    }

    internal string? Problem()
    {
        if (Addresses is null or [])
            return $"{nameof(Addresses)} must name a server";
        if (!Addresses.All(static address => address.IsValid))
            return $"Each of {nameof(Addresses)} must have a host, and a port from 1 to 65535";
        if (!Enum.IsDefined(Mode))
            return $"{nameof(Mode)} must be {nameof(ValkeyMode.Standalone)} or {nameof(ValkeyMode.Cluster)}";
        if (Password is "" || Password?.Contains('\0', StringComparison.Ordinal) is true)
            return $"{nameof(Password)} must not be empty or contain a null character; leave it out for none";
        if (Username is "" || Username?.Contains('\0', StringComparison.Ordinal) is true)
            return $"{nameof(Username)} must not be empty or contain a null character; leave it out for the default user";
        if (Username is not null && Password is null)
            return $"{nameof(Username)} needs a {nameof(Password)}";
        if (TrustedCertificates is null || TrustedCertificates.Any(string.IsNullOrWhiteSpace))
            return $"{nameof(TrustedCertificates)} must be file paths";
        if (TrustedCertificates is not [] && !UseTls)
            return $"{nameof(TrustedCertificates)} need {nameof(UseTls)}";
        if (ClientName is not null && (ClientName is "" || !ClientName.All(static c => c is > ' ' and <= '~')))
            return $"{nameof(ClientName)} must be printable ASCII without spaces";
        if (Database < 0)
            return $"{nameof(Database)} must be 0 or more";
        if (ConnectionTimeout is { } timeout && (timeout < TimeSpan.FromMilliseconds(10) || timeout > TimeSpan.FromMinutes(10)))
            return $"{nameof(ConnectionTimeout)} must be from 10 ms to 10 min";
        return Reconnect?.Problem() is { } problem ? $"{nameof(Reconnect)}.{problem}" : null;
    }
}
