using System.Globalization;

namespace Derp.Kv.Benchmarks;

/// <summary>A table with a row for each size of something: by hand, and by us beside it.</summary>
internal static class Beside
{
    /// <param name="report">Where it goes.</param>
    /// <param name="title">Its title.</param>
    /// <param name="text">What is measured.</param>
    /// <param name="what">What grows.</param>
    /// <param name="rows">The name of each row.</param>
    /// <param name="figures">Of each row two: by hand, ours, with the ratio to the former.</param>
    /// <param name="each">What else there is to say of a row; null: nothing.</param>
    public static void Add(
        Report report, string title, string text, string what, IReadOnlyList<string> rows, IReadOnlyList<Figures> figures, (string Head, Func<int, Figures, string> Cell)? each = null)
    {
        report.Title(title, text);
        report.Line($"| {what} | by hand, µs | Derp.Kv, µs | ratio | quartiles | by hand, B/op | Derp.Kv, B/op |{(each is { } head ? $" {head.Head} |" : "")}");
        report.Line($"|--:|--:|--:|--:|--:|--:|--:|{(each is null ? "" : "--:|")}");
        for (var i = 0; i < rows.Count; i++)
        {
            var (hand, ours) = (figures[2 * i], figures[(2 * i) + 1]);
            var more = each is { } cell ? $" {cell.Cell(i, ours)} |" : "";
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rows[i]} | {hand.Nanoseconds / 1000:N1} | {ours.Nanoseconds / 1000:N1} | {ours.Ratio.Median:0.00} | {ours.Ratio.First:0.00}–{ours.Ratio.Third:0.00} | {hand.Bytes:N0} | {ours.Bytes:N0} |{more}"));
        }
    }
}
