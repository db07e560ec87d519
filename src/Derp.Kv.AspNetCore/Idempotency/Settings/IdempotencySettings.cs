using System.Globalization;
using Derp.Kv.DependencyInjection.Overrides;
using Microsoft.Extensions.Configuration;

namespace Derp.Kv.AspNetCore.Idempotency.Settings;

/// <summary>The settings that a configuration can change, by name.</summary>
internal static class IdempotencySettings
{
    private delegate bool Reads<T>(string text, out T value);

    private static readonly Dictionary<string, Func<KvIdempotencyEndpointOptions, IConfigurationSection, bool>> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(KvIdempotencyEndpointOptions.Header)] = One<string>(ReadText, static (options, value) => options.Header = value),
        [nameof(KvIdempotencyEndpointOptions.Space)] = One<string>(ReadText, static (options, value) => options.Space = value),
        [nameof(KvIdempotencyEndpointOptions.Client)] = One<string>(ReadText, static (options, value) => options.Client = value),
        [nameof(KvIdempotencyEndpointOptions.Ledger)] = One<string>(ReadName, static (options, value) => options.Ledger = value),
        [nameof(KvIdempotencyEndpointOptions.Required)] = One<bool>(bool.TryParse, static (options, value) => options.Required = value),
        [nameof(KvIdempotencyEndpointOptions.Ttl)] = One<TimeSpan>(DurationText.TryParse, static (options, value) => options.Ttl = value),
        [nameof(KvIdempotencyEndpointOptions.LockTtl)] = One<TimeSpan>(DurationText.TryParse, static (options, value) => options.LockTtl = value),
        [nameof(KvIdempotencyEndpointOptions.WaitTimeout)] = One<TimeSpan>(DurationText.TryParse, static (options, value) => options.WaitTimeout = value),
        [nameof(KvIdempotencyEndpointOptions.InFlight)] = One<InFlightBehavior>(ReadEnum, static (options, value) => options.InFlight = value),
        [nameof(KvIdempotencyEndpointOptions.OnUnavailable)] = One<IdempotencyUnavailable>(ReadEnum, static (options, value) => options.OnUnavailable = value),
        [nameof(KvIdempotencyEndpointOptions.MaxRequestBody)] = One<long>(ReadLong, static (options, value) => options.MaxRequestBody = value),
        [nameof(KvIdempotencyEndpointOptions.MaxResponseBody)] = One<int>(ReadInt, static (options, value) => options.MaxResponseBody = value),
        [nameof(KvIdempotencyEndpointOptions.Documentation)] = One<Uri>(ReadUri, static (options, value) => options.Documentation = value),
        [nameof(KvIdempotencyEndpointOptions.Methods)] = List(static options => options.Methods),
        [nameof(KvIdempotencyEndpointOptions.ReplayHeaders)] = List(static options => options.ReplayHeaders),
    };

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", s_settings.Keys.Order(StringComparer.Ordinal));

    /// <summary>The setting of a name, or null.</summary>
    public static Func<KvIdempotencyEndpointOptions, IConfigurationSection, bool>? Find(string name) => s_settings.GetValueOrDefault(name);

    private static Func<KvIdempotencyEndpointOptions, IConfigurationSection, bool> One<T>(Reads<T> read, Action<KvIdempotencyEndpointOptions, T> set) =>
        (options, section) =>
        {
            if (section.Value is null || !read(section.Value, out var value))
                return false;
            set(options, value);
            return true;
        };

    // The list replaces the default, so that it can also be shortened.
    private static Func<KvIdempotencyEndpointOptions, IConfigurationSection, bool> List(Func<KvIdempotencyEndpointOptions, ISet<string>> target) =>
        (options, section) =>
        {
            var items = section.GetChildren().ToList();
            if (items.Count == 0 || items.Any(static item => string.IsNullOrEmpty(item.Value)))
                return false;
            KvIdempotencyEndpointOptions.Replace(target(options), items.Select(static item => item.Value!));
            return true;
        };

    // The empty name is that of the ledger without one.
    private static bool ReadName(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool ReadText(string text, out string value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool ReadEnum<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]) && Enum.IsDefined(value);

    private static bool ReadLong(string text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool ReadInt(string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool ReadUri(string text, out Uri value)
    {
        var isRead = Uri.TryCreate(text, UriKind.Absolute, out var uri);
        value = uri!;
        return isRead;
    }
}
