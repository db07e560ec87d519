using System.Globalization;
using System.Text;

namespace Derp.Kv.Scale.Charts;

/// <summary>Lines over two axes.</summary>
internal sealed class Panel(string title, Axis across, Axis up, IReadOnlyList<Series> lines)
{
    public const int Width = 330;
    public const int Height = 290;

    private const int Left = 58;
    private const int Right = 14;
    private const int Top = 34;
    private const int Bottom = 44;

    public IReadOnlyList<Series> Lines => lines;

    /// <param name="svg">What is drawn is appended.</param>
    /// <param name="x">The left side.</param>
    /// <param name="y">The top.</param>
    public void Draw(StringBuilder svg, double x, double y)
    {
        var (x0, x1, y0, y1) = (x + Left, x + Width - Right, y + Height - Bottom, y + Top);
        Text(svg, x0, y + 18, "start", 14, title, isBold: true);
        foreach (var tick in up.Ticks)
        {
            var at = y0 + (y1 - y0) * up.PlaceOf(tick);
            Line(svg, x0, at, x1, at);
            Text(svg, x0 - 6, at + 4, "end", 11, Axis.Text(tick));
        }

        foreach (var tick in across.Ticks)
        {
            var at = x0 + (x1 - x0) * across.PlaceOf(tick);
            Line(svg, at, y0, at, y1);
            Text(svg, at, y0 + 15, "middle", 11, Axis.Text(tick));
        }

        Text(svg, (x0 + x1) / 2, y + Height - 12, "middle", 12, across.Title);
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({x + 13:0.#} {(y0 + y1) / 2:0.#}) rotate(-90)\" text-anchor=\"middle\" font-size=\"12\">{up.Title}</text>\n");
        // The first of the legend on top.
        foreach (var line in lines.Reverse())
        {
            var places = line.Points.Select(point => (X: x0 + (x1 - x0) * across.PlaceOf(point.X), Y: y0 + (y1 - y0) * up.PlaceOf(point.Y))).ToArray();
            var path = string.Join(' ', places.Select(static place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.#},{place.Y:0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{line.Style.Color}\" stroke-width=\"{line.Style.Width}\" stroke-dasharray=\"{line.Style.Dashes}\"/>\n");
            foreach (var (px, py) in places)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{px:0.#}\" cy=\"{py:0.#}\" r=\"3\" fill=\"{line.Style.Color}\"/>\n");
        }
    }

    private static void Line(StringBuilder svg, double x0, double y0, double x1, double y1) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x0:0.#}\" y1=\"{y0:0.#}\" x2=\"{x1:0.#}\" y2=\"{y1:0.#}\" stroke=\"#e0e4e7\"/>\n");

    internal static void Text(StringBuilder svg, double x, double y, string anchor, int size, string words, bool isBold = false) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{(isBold ? " font-weight=\"bold\"" : "")}>{words}</text>\n");
}
