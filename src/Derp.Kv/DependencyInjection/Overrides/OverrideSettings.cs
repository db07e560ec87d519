using System.Globalization;
using Derp.Kv.Runtime;

namespace Derp.Kv.DependencyInjection.Overrides;

/// <summary>The settings that the section of a method may hold, and how the text of each is read.</summary>
internal static class OverrideSettings
{
    /// <summary>What takes a setting away that the attribute has.</summary>
    public const string Off = "off";

    private const string Durations = "a duration such as \"5m\" or \"00:05:00\", more than zero";
    private const string DurationsOrOff = $"{Durations}, or \"{Off}\"";

    private delegate MethodOverride? Reader(MethodOverride changes, string text);

    private static readonly Dictionary<string, (string Form, Reader Read)> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MethodOverride.Enabled)] = ("true or false", static (changes, text) => bool.TryParse(text, out var value) ? changes with { Enabled = value } : null),
        [nameof(MethodOverride.Ttl)] = (Durations, static (changes, text) => Duration(text) is { } value ? changes with { Ttl = value } : null),
        [nameof(MethodOverride.Near)] = (DurationsOrOff, static (changes, text) => DurationOrOff(text) is { } value ? changes with { Near = value } : null),
        [nameof(MethodOverride.RefreshAfter)] = (DurationsOrOff, static (changes, text) => DurationOrOff(text) is { } value ? changes with { RefreshAfter = value } : null),
        [nameof(MethodOverride.StaleIfError)] = (DurationsOrOff, static (changes, text) => DurationOrOff(text) is { } value ? changes with { StaleIfError = value } : null),
        [nameof(MethodOverride.Limit)] = ("a whole number, 1 or more", static (changes, text) => Number(text) is { } value ? changes with { Limit = value } : null),
        [nameof(MethodOverride.Window)] = (Durations, static (changes, text) => Duration(text) is { } value ? changes with { Window = value } : null),
    };

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", s_settings.Keys);

    /// <summary>Whether there is a setting of this name.</summary>
    public static bool Has(string name) => s_settings.ContainsKey(name);

    /// <summary>Reads one setting; null with the end of a sentence about its path if it cannot be read.</summary>
    public static MethodOverride? Read(MethodOverride changes, string name, string? text, out string? problem)
    {
        problem = null;
        if (!s_settings.TryGetValue(name, out var setting))
            problem = $"is not a setting of a method. There are: {Names}.";
        else if (text is null || setting.Read(changes, text) is not { } read)
            problem = $"cannot be read. Write {setting.Form}.";
        else
            return read;
        return null;
    }

    private static TimeSpan? Duration(string text) => DurationText.TryParse(text, out var value) && value > TimeSpan.Zero ? value : null;

    private static TimeSpan? DurationOrOff(string text) => text.Equals(Off, StringComparison.OrdinalIgnoreCase) ? TimeSpan.Zero : Duration(text);

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;
}
