using System.Globalization;
using System.Text;

namespace Derp.Kv.Scale.Charts;

/// <summary>Panels side by side, and one legend for all. On white, so that it can be read on light and on dark pages.</summary>
internal static class Figure
{
    private const int Margin = 14;
    private const int Row = 20;
    private const string Font = "DejaVu Sans, Verdana, sans-serif";

    /// <param name="path">Of the SVG file.</param>
    /// <param name="description">What is to be seen, for those who do not see it.</param>
    /// <param name="panels">From left to right, at most three in a row.</param>
    public static void Save(string path, string description, params Panel[] panels)
    {
        const int most = 3;
        var legend = panels.SelectMany(static panel => panel.Lines).DistinctBy(static line => line.Name).ToArray();
        var columns = Math.Min(panels.Length, most);
        var rows = (panels.Length + most - 1) / most;
        var (width, below) = (2 * Margin + columns * Panel.Width, Margin + rows * Panel.Height + 8);
        var height = below + legend.Length * Row + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-family=\"{Font}\" fill=\"#263238\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{description}</title>\n<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#ffffff\"/>\n");
        for (var i = 0; i < panels.Length; i++)
            panels[i].Draw(svg, Margin + i % most * Panel.Width, Margin + i / most * Panel.Height);
        for (var i = 0; i < legend.Length; i++)
        {
            var y = below + i * Row + 10;
            var style = legend[i].Style;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Margin + 58}\" y1=\"{y}\" x2=\"{Margin + 98}\" y2=\"{y}\" stroke=\"{style.Color}\" stroke-width=\"{style.Width}\" stroke-dasharray=\"{style.Dashes}\"/>\n");
            Panel.Text(svg, Margin + 108, y + 4, "start", 12, legend[i].Name);
        }

        svg.Append("</svg>\n");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, svg.ToString());
    }
}
