using System.Globalization;
using System.Text;

namespace Derp.Kv.Scale.Charts;

/// <summary>A table of Markdown: names to the left, numbers to the right.</summary>
internal sealed class Table
{
    private readonly StringBuilder _text = new();

    /// <param name="names">How many columns are text; the others are numbers.</param>
    /// <param name="columns">Their titles.</param>
    public Table(int names, params string[] columns)
    {
        Row(columns);
        Row([.. columns.Select((_, i) => i < names ? "---" : "--:")]);
    }

    public Table Row(params string[] cells)
    {
        _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Three digits that count, and thousands apart.</summary>
    public static string Number(double value)
    {
        if (value == 0)
            return "0";
        var digits = Math.Max(0, 2 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
        var rounded = value >= 1000 && value != Math.Floor(value) ? Math.Round(value) : value;
        return rounded >= 1000 ? rounded.ToString("N0", CultureInfo.InvariantCulture) : rounded.ToString("0." + new string('#', Math.Min(digits, 4)), CultureInfo.InvariantCulture);
    }

    /// <summary>Milliseconds or seconds.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds >= 1 ? Number(time.TotalSeconds) + " s" : Number(time.TotalMilliseconds) + " ms";

    /// <param name="time">Null: more than the patience.</param>
    /// <param name="patience">For how long it was waited.</param>
    public static string Time(TimeSpan? time, TimeSpan patience) => time is { } passed ? Time(passed) : "> " + Time(patience);

    public static string Percent(double part) => Number(Math.Round(part * 100, part < 0.1 ? 2 : 1)) + " %";
}
