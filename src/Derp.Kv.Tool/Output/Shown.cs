using System.Globalization;
using System.Text;
using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Tool.Keys;

namespace Derp.Kv.Tool.Output;

/// <summary>Facts for the eye, the same in every locale.</summary>
internal static class Shown
{
    /// <summary>The words of a name in camel case.</summary>
    public static string Name(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c))
                words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }

    public static string Value(object? value) => value switch
    {
        null => "–",
        true => "yes",
        false => "no",
        string text => Text(text),
        ByteCount count => string.Create(CultureInfo.InvariantCulture, $"{count.Bytes:N0} B"),
        TimeSpan duration => Duration(duration),
        Expiry { Left: null } => "never",
        Expiry { Left: { } left } => Duration(left),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IEnumerable<string> items => string.Join('\n', items.Select(Text)),
        JsonText json => Encoding.UTF8.GetString(json.Utf8.Span),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether a column of such values is set to the right.</summary>
    public static bool IsNumber(object? value) => value is ByteCount or TimeSpan or Expiry or int or long or double;

    // Keys are escaped already. What a server says of itself is not.
    private static string Text(string text) => text.Any(char.IsControl) ? KeyText.Shown(text) : text;

    // Two units say enough of a day, and milliseconds matter below ten seconds.
    private static string Duration(TimeSpan duration)
    {
        var unit = duration < TimeSpan.FromSeconds(10) ? TimeSpan.FromMilliseconds(1)
            : duration < TimeSpan.FromHours(1) ? TimeSpan.FromSeconds(1)
            : duration < TimeSpan.FromDays(1) ? TimeSpan.FromMinutes(1)
            : TimeSpan.FromHours(1);
        return DurationText.Of(new TimeSpan(duration.Ticks - (duration.Ticks % unit.Ticks)));
    }
}
