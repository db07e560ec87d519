using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Derp.Kv.Valkey;

/// <summary>The address of a server.</summary>
/// <param name="Host">A name or an IP address; IPv6 without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct ValkeyAddress(string Host, int Port) : IParsable<ValkeyAddress>
{
    /// <summary>Valkey's default port.</summary>
    public const int DefaultPort = 6379;

    internal bool IsValid => !string.IsNullOrWhiteSpace(Host) && Port is >= 1 and <= ushort.MaxValue;

    /// <summary>Reads <c>host:port</c>; <c>host</c> alone takes port 6379, an IPv6 address with a port needs brackets.</summary>
    /// <param name="s">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static ValkeyAddress Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, out var address)
            ? address
            : throw new FormatException("Not an address. Expected host:port, for example localhost:6379 or [::1]:6379.");
    }

    /// <summary>Reads <c>host:port</c>; <c>host</c> alone takes port 6379, an IPv6 address with a port needs brackets.</summary>
    /// <param name="s">The text; null is not an address.</param>
    /// <param name="result">The address, if the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, out ValkeyAddress result)
    {
        result = default;
        if (string.IsNullOrWhiteSpace(s))
            return false;

        var (host, port) = Split(s.Trim());
        if (host is null || !IsHost(host))
            return false;

        var number = DefaultPort;
        if (port is not null && !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;

        result = new ValkeyAddress(host, number);
        return result.IsValid;
    }

    /// <inheritdoc/>
    static ValkeyAddress IParsable<ValkeyAddress>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    static bool IParsable<ValkeyAddress>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ValkeyAddress result) => TryParse(s, out result);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Host is not null && Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static (string? Host, string? Port) Split(string text)
    {
        if (text[0] == '[')
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
                return default;
            var rest = text[(close + 1)..];
            return rest.Length == 0 ? (text[1..close], null)
                : rest[0] == ':' ? (text[1..close], rest[1..])
                : default;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (text, null);

        // More than one colon without brackets: an IPv6 address, whose end cannot be told from a port.
        return text.LastIndexOf(':') == colon ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private static bool IsHost(string host) =>
        host.Length > 0
        && (host.Contains(':', StringComparison.Ordinal)
            ? System.Net.IPAddress.TryParse(host, out _)
            : Uri.CheckHostName(host) != UriHostNameType.Unknown);
}
