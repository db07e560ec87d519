namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>Reads <c>"250ms"</c>, <c>"30s"</c>, <c>"5m"</c>, <c>"1h30m"</c>, <c>"7d"</c>.</summary>
internal static class Duration
{
    public const long MaxMilliseconds = 365_000L * 86_400_000;

    private static readonly (string Unit, long Milliseconds)[] s_units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads units in descending order, each at most once. It compares characters, independent of culture.</summary>
    /// <param name="problem">What is wrong, as the end of a sentence about the text.</param>
    public static bool TryParse(string text, out long milliseconds, out string problem)
    {
        milliseconds = 0;
        var nextUnit = 0;
        var position = 0;
        if (text.Length == 0)
            return Fail("is empty; write a number and a unit, such as \"30s\" or \"1h30m\"", out problem);

        while (position < text.Length)
        {
            if (!TryReadNumber(text, ref position, out var number))
                return Fail("needs a whole number before each unit, such as \"30s\" or \"1h30m\"", out problem);
            if (number < 0)
                return Fail("is longer than 365000 days", out problem);
            var unit = ReadLetters(text, ref position);
            var found = Array.FindIndex(s_units, u => u.Unit == unit);
            if (found < 0)
                return Fail(unit.Length == 0 ? "ends without a unit; the units are d, h, m, s and ms" : $"has the unknown unit \"{unit}\"; the units are d, h, m, s and ms", out problem);
            if (found < nextUnit)
                return Fail("must name each unit once, from the largest to the smallest: d, h, m, s, ms", out problem);
            nextUnit = found + 1;
            if (number > (MaxMilliseconds - milliseconds) / s_units[found].Milliseconds)
                return Fail("is longer than 365000 days", out problem);
            milliseconds += number * s_units[found].Milliseconds;
        }

        problem = "";
        return true;
    }

    /// <summary>An expression for the time span in its largest whole unit.</summary>
    public static string Expression(long milliseconds)
    {
        var (factory, unit) = milliseconds switch
        {
            _ when milliseconds % 86_400_000 == 0 && milliseconds != 0 => ("FromDays", 86_400_000),
            _ when milliseconds % 3_600_000 == 0 && milliseconds != 0 => ("FromHours", 3_600_000),
            _ when milliseconds % 60_000 == 0 && milliseconds != 0 => ("FromMinutes", 60_000),
            _ when milliseconds % 1_000 == 0 && milliseconds != 0 => ("FromSeconds", 1_000),
            _ => ("FromMilliseconds", 1),
        };
        return milliseconds == 0
            ? "global::System.TimeSpan.Zero"
            : FormattableString.Invariant($"global::System.TimeSpan.{factory}({milliseconds / unit})");
    }

    // A number too large for any unit comes back negative.
    private static bool TryReadNumber(string text, ref int position, out long number)
    {
        var start = position;
        number = 0;
        for (; position < text.Length && text[position] is >= '0' and <= '9'; position++)
            number = number < 0 || number > MaxMilliseconds ? -1 : (number * 10) + (text[position] - '0');
        return position > start;
    }

    private static string ReadLetters(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && text[position] is not (>= '0' and <= '9'))
            position++;
        return text.Substring(start, position - start);
    }

    private static bool Fail(string reason, out string problem)
    {
        problem = reason;
        return false;
    }
}
