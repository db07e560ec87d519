using System.Data;
using System.Globalization;
using Derp.Kv.DependencyInjection.Overrides;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>The settings that a configuration can change, by name.</summary>
internal static class LedgerSettings
{
    private const string Off = "off";

    private delegate bool Reads<T>(string text, out T value);

    private static readonly Dictionary<string, Func<DerpKvLedgerOptions, string, bool>> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(DerpKvLedgerOptions.KeyPrefix)] = One<string>(ReadText, static (options, value) => options.KeyPrefix = value),
        [nameof(DerpKvLedgerOptions.Table)] = One<string>(ReadText, static (options, value) => options.Table = value),
        [nameof(DerpKvLedgerOptions.Schema)] = One<string>(ReadText, static (options, value) => options.Schema = value),
        [nameof(DerpKvLedgerOptions.IsolationLevel)] = One<IsolationLevel>(ReadLevel, static (options, value) => options.IsolationLevel = value),
        [nameof(DerpKvLedgerOptions.MaxValueSize)] = One<int>(ReadInt, static (options, value) => options.MaxValueSize = value),
        [nameof(DerpKvLedgerOptions.SettleTimeout)] = One<TimeSpan>(DurationText.TryParse, static (options, value) => options.SettleTimeout = value),
        [nameof(DerpKvLedgerOptions.PurgeInterval)] = One<TimeSpan?>(ReadInterval, static (options, value) => options.PurgeInterval = value),
        [nameof(DerpKvLedgerOptions.PurgeBatch)] = One<int>(ReadInt, static (options, value) => options.PurgeBatch = value),
    };

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", s_settings.Keys.Order(StringComparer.Ordinal));

    /// <summary>The setting of a name, or null.</summary>
    public static Func<DerpKvLedgerOptions, string, bool>? Find(string name) => s_settings.GetValueOrDefault(name);

    private static Func<DerpKvLedgerOptions, string, bool> One<T>(Reads<T> read, Action<DerpKvLedgerOptions, T> set) =>
        (options, text) =>
        {
            if (!read(text, out var value))
                return false;
            set(options, value);
            return true;
        };

    private static bool ReadText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool ReadInt(string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool ReadLevel(string text, out IsolationLevel value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]) && Enum.IsDefined(value);

    private static bool ReadInterval(string text, out TimeSpan? value)
    {
        value = null;
        if (text.Equals(Off, StringComparison.OrdinalIgnoreCase))
            return true;
        var isRead = DurationText.TryParse(text, out var interval);
        value = interval;
        return isRead;
    }
}
