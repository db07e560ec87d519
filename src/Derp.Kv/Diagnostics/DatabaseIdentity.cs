using System.Globalization;

namespace Derp.Kv.Diagnostics;

/// <summary>The server that a client speaks to, as OpenTelemetry's conventions for database clients name it.</summary>
/// <param name="databaseNumber">The number of the database.</param>
/// <param name="address">The host, if there is one only: which node of several has answered is not known.</param>
/// <param name="port">Its port.</param>
internal sealed class DatabaseIdentity(int databaseNumber, string? address, int port)
{
    /// <summary>The conventions have no name for Valkey.</summary>
    public const string System = "redis";

    public string Namespace { get; } = databaseNumber.ToString(CultureInfo.InvariantCulture);

    public string? Address => address;

    // Boxed once, not with each measurement.
    public object Port { get; } = port;
}
