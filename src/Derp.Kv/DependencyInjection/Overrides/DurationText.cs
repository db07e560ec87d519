using System.Globalization;

namespace Derp.Kv.DependencyInjection.Overrides;

/// <summary>Durations as attributes have them, <c>"5m"</c> and <c>"1h30m"</c>, and as .NET has them, <c>"00:05:00"</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Length)[] s_units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads either form; never negative, and at most 365,000 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration) =>
        (text.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration)
            : TryParseUnits(text, out duration))
        && duration >= TimeSpan.Zero
        && duration <= Ttl.Max;

    /// <summary>In the words of an attribute.</summary>
    public static string Of(TimeSpan duration)
    {
        var rest = duration;
        var text = "";
        foreach (var (unit, length) in s_units)
        {
            var count = rest.Ticks / length.Ticks;
            rest -= count * length;
            if (count > 0)
                text += string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        return text.Length > 0 ? text : "0s";
    }

    // Units from the largest to the smallest, each once, as the compiler reads them.
    private static bool TryParseUnits(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var isEmpty = text.IsEmpty;
        var next = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            text = text[digits..];
            var letters = text.IndexOfAnyInRange('0', '9') is >= 0 and var end ? end : text.Length;
            var unit = IndexOf(text[..letters]);
            text = text[letters..];
            if (unit < next || count > Ttl.Max / s_units[unit].Length)
                return false;
            next = unit + 1;
            duration += count * s_units[unit].Length;
        }

        return !isEmpty;
    }

    private static int IndexOf(ReadOnlySpan<char> unit)
    {
        for (var i = 0; i < s_units.Length; i++)
        {
            if (unit.SequenceEqual(s_units[i].Unit))
                return i;
        }

        return -1;
    }
}
