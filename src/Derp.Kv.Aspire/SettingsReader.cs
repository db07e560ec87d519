using Microsoft.Extensions.Configuration;

namespace Derp.Kv.Aspire;

/// <summary>
/// Reads the settings of a connection: the common section, then that of the connection, then the connection string. By hand, without
/// reflection, and with unknown settings refused.
/// </summary>
internal static class SettingsReader
{
    public const string SectionName = "Aspire:Derp:Kv";

    private static readonly string[] s_names =
    [
        nameof(DerpKvSettings.ConnectionString),
        nameof(DerpKvSettings.DisableHealthChecks),
        nameof(DerpKvSettings.DisableMetrics),
        nameof(DerpKvSettings.DisableTracing),
        nameof(DerpKvSettings.RequireStore),
    ];

    public static DerpKvSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new DerpKvSettings();
        var section = configuration.GetSection(SectionName);
        Read(section, settings);
        Read(section.GetSection(connectionName), settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connection)
            settings.ConnectionString = connection;
        return settings;
    }

    private static void Read(IConfigurationSection section, DerpKvSettings settings)
    {
        foreach (var setting in section.GetChildren())
        {
            // The section of a connection.
            if (setting.Value is null)
                continue;
            if (!TryRead(setting.Key, setting.Value, settings))
                throw new InvalidOperationException($"{setting.Path} is not a setting, or cannot be read. There are: {string.Join(", ", s_names)}. Switches are true or false.");
        }
    }

    private static bool TryRead(string name, string text, DerpKvSettings settings)
    {
        if (Is(name, nameof(DerpKvSettings.ConnectionString)))
        {
            settings.ConnectionString = text;
            return true;
        }

        if (!bool.TryParse(text, out var value))
            return false;
        if (Is(name, nameof(DerpKvSettings.DisableHealthChecks)))
            settings.DisableHealthChecks = value;
        else if (Is(name, nameof(DerpKvSettings.DisableMetrics)))
            settings.DisableMetrics = value;
        else if (Is(name, nameof(DerpKvSettings.DisableTracing)))
            settings.DisableTracing = value;
        else if (Is(name, nameof(DerpKvSettings.RequireStore)))
            settings.RequireStore = value;
        else
            return false;
        return true;
    }

    private static bool Is(string name, string setting) => name.Equals(setting, StringComparison.OrdinalIgnoreCase);
}
