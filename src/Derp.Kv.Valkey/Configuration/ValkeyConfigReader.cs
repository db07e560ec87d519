using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Derp.Kv.Valkey;

/// <summary>
/// Reads a section by hand, without reflection. Unknown settings are refused, which the framework's binder ignores.
/// Messages contain no value, since a misplaced one may be the password.
/// </summary>
internal sealed class ValkeyConfigReader(IConfiguration section)
{
    private static readonly string[] s_names =
    [
        nameof(ValkeyConfig.Addresses), nameof(ValkeyConfig.ClientName), nameof(ValkeyConfig.ConnectionTimeout), nameof(ValkeyConfig.Database),
        nameof(ValkeyConfig.LazyConnect), nameof(ValkeyConfig.Mode), nameof(ValkeyConfig.Password), nameof(ValkeyConfig.Reconnect),
        nameof(ValkeyConfig.TrustedCertificates), nameof(ValkeyConfig.Username), nameof(ValkeyConfig.UseTls),
    ];

    private static readonly string[] s_reconnectNames =
    [
        nameof(ValkeyReconnect.Base), nameof(ValkeyReconnect.Factor), nameof(ValkeyReconnect.JitterPercent), nameof(ValkeyReconnect.Steps),
    ];

    private readonly List<string> _problems = [];

    public ValkeyConfig Read()
    {
        RefuseUnknown(section, s_names);
        var defaults = new ValkeyConfig();
        var config = new ValkeyConfig
        {
            Addresses = ReadAddresses() is { } addresses ? addresses : defaults.Addresses,
            Mode = Read(section, nameof(ValkeyConfig.Mode), TryReadMode, defaults.Mode),
            Username = Text(nameof(ValkeyConfig.Username)),
            Password = Text(nameof(ValkeyConfig.Password)),
            UseTls = Read(section, nameof(ValkeyConfig.UseTls), bool.TryParse, defaults.UseTls),
            TrustedCertificates = ReadList(nameof(ValkeyConfig.TrustedCertificates)) ?? defaults.TrustedCertificates,
            ClientName = Text(nameof(ValkeyConfig.ClientName)) ?? defaults.ClientName,
            Database = Read(section, nameof(ValkeyConfig.Database), TryReadNumber, defaults.Database),
            ConnectionTimeout = Read<TimeSpan?>(section, nameof(ValkeyConfig.ConnectionTimeout), TryReadOptionalTime, null),
            Reconnect = ReadReconnect(),
            LazyConnect = Read(section, nameof(ValkeyConfig.LazyConnect), bool.TryParse, defaults.LazyConnect),
        };

        if (_problems.Count == 0 && config.Problem() is { } problem)
            _problems.Add($"{Path(problem)}.");
        return _problems.Count == 0 ? config : throw new ArgumentException(string.Join(' ', _problems), "section");
    }

    private delegate bool Reader<T>(string text, out T value);

    private ValkeyReconnect? ReadReconnect()
    {
        var reconnect = section.GetSection(nameof(ValkeyConfig.Reconnect));
        if (!reconnect.Exists())
            return null;

        if (reconnect.Value is { Length: > 0 })
            _problems.Add($"{reconnect.Path} has settings of its own: {string.Join(", ", s_reconnectNames)}.");
        RefuseUnknown(reconnect, s_reconnectNames);
        var defaults = new ValkeyReconnect();
        return new ValkeyReconnect
        {
            Steps = Read(reconnect, nameof(ValkeyReconnect.Steps), TryReadNumber, defaults.Steps),
            Factor = Read(reconnect, nameof(ValkeyReconnect.Factor), TryReadTime, defaults.Factor),
            Base = Read(reconnect, nameof(ValkeyReconnect.Base), TryReadNumber, defaults.Base),
            JitterPercent = Read(reconnect, nameof(ValkeyReconnect.JitterPercent), TryReadNumber, defaults.JitterPercent),
        };
    }

    private List<ValkeyAddress>? ReadAddresses()
    {
        if (ReadList(nameof(ValkeyConfig.Addresses)) is not { } texts)
            return null;

        var addresses = new List<ValkeyAddress>();
        foreach (var text in texts)
        {
            if (ValkeyAddress.TryParse(text, out var address))
                addresses.Add(address);
            else
                _problems.Add($"{Path(nameof(ValkeyConfig.Addresses))} contains a text that is not an address. Expected host:port.");
        }

        return addresses;
    }

    private string[]? ReadList(string name)
    {
        var list = section.GetSection(name);
        if (list.Value is { } text)
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        var items = list.GetChildren().ToList();
        return items.Count == 0 ? null : [.. items.Select(static item => item.Value ?? "")];
    }

    // An empty text is kept as it is, so that an unset variable for a password is noticed.
    private string? Text(string name) => Scalar(section, name);

    private T Read<T>(IConfiguration from, string name, Reader<T> read, T missing)
    {
        if (Scalar(from, name) is not { } text)
            return missing;
        if (read(text, out var value))
            return value;

        _problems.Add($"{from.GetSection(name).Path} cannot be read. Write numbers as digits, durations as \"00:00:02\", switches as true or false, modes as {string.Join(" or ", Enum.GetNames<ValkeyMode>())}.");
        return missing;
    }

    private string? Scalar(IConfiguration from, string name)
    {
        var setting = from.GetSection(name);
        if (setting.GetChildren().Any())
            _problems.Add($"{setting.Path} is one value and has no settings below it.");
        return setting.Value;
    }

    private void RefuseUnknown(IConfiguration from, string[] names)
    {
        foreach (var setting in from.GetChildren())
        {
            if (!names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                _problems.Add($"{setting.Path} is not a setting. There are: {string.Join(", ", names)}.");
        }
    }

    private string Path(string name) => section is IConfigurationSection { Path: { Length: > 0 } path } ? $"{path}:{name}" : name;

    // By name only: a number would be accepted for a mode that does not exist.
    private static bool TryReadMode(string text, out ValkeyMode mode) =>
        Enum.TryParse(text, ignoreCase: true, out mode) && Enum.GetNames<ValkeyMode>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool TryReadNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool TryReadTime(string text, out TimeSpan time) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time);

    private static bool TryReadOptionalTime(string text, out TimeSpan? time)
    {
        var valid = TryReadTime(text, out var value);
        time = value;
        return valid;
    }
}
