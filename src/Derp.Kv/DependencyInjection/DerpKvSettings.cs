using System.Globalization;

namespace Derp.Kv.DependencyInjection;

/// <summary>The settings that a section of the configuration may hold, and how the text of each is read.</summary>
internal static class DerpKvSettings
{
    private static readonly Dictionary<string, Func<DerpKvOptions, string, bool>> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(DerpKvOptions.KeyPrefix)] = static (options, text) =>
        {
            options.KeyPrefix = text;
            return true;
        },
        [nameof(DerpKvOptions.OperationTimeout)] = static (options, text) =>
        {
            var valid = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value);
            options.OperationTimeout = value;
            return valid;
        },
        [nameof(DerpKvOptions.DisposeTimeout)] = static (options, text) =>
        {
            var valid = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value);
            options.DisposeTimeout = value;
            return valid;
        },
        [nameof(DerpKvOptions.MaxValueSize)] = static (options, text) =>
        {
            var valid = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MaxValueSize = value;
            return valid;
        },
        [nameof(DerpKvOptions.CacheEnabled)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.CacheEnabled = value;
            return valid;
        },
        [nameof(DerpKvOptions.MemoryMaxEntries)] = static (options, text) =>
        {
            var valid = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MemoryMaxEntries = value;
            return valid;
        },
        [nameof(DerpKvOptions.MemoryMaxBytes)] = static (options, text) =>
        {
            var valid = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MemoryMaxBytes = value;
            return valid;
        },
        [nameof(DerpKvOptions.NearMaxBytes)] = static (options, text) =>
        {
            var valid = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.NearMaxBytes = value;
            return valid;
        },
        [nameof(DerpKvOptions.NearEnabled)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.NearEnabled = value;
            return valid;
        },
        [nameof(DerpKvOptions.NearNotices)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.NearNotices = value;
            return valid;
        },
        [nameof(DerpKvOptions.VerifyRoundTrips)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.VerifyRoundTrips = value;
            return valid;
        },
    };

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", s_settings.Keys.Order(StringComparer.Ordinal));

    /// <summary>The setting of a name, or null.</summary>
    public static Func<DerpKvOptions, string, bool>? Find(string name) => s_settings.GetValueOrDefault(name);
}
