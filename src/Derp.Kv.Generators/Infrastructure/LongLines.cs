namespace Derp.Kv.Generators.Infrastructure;

/// <summary>
/// Breaks long lines: after an opening bracket and after the commas within it. Names stay
/// whole, so that <c>global::</c> still works.
/// </summary>
internal static class LongLines
{
    private const int MaxWidth = 140;

    /// <summary>All of a file.</summary>
    public static string BreakAll(string text) => string.Join("\n", text.Split('\n').Select(static line =>
    {
        var code = line.TrimStart(' ');
        var indentation = line.Substring(0, line.Length - code.Length);
        return indentation + Break(code, indentation.Length).Replace("\n", "\n" + indentation);
    }));

    /// <summary>One line of code, without its indentation, in as many lines as it needs.</summary>
    /// <param name="line">The line; text in quotes is never broken.</param>
    /// <param name="indentation">Where it will stand.</param>
    private static string Break(string line, int indentation)
    {
        if (line.Length + indentation <= MaxWidth || line.StartsWith("#", StringComparison.Ordinal))
            return line;
        if (line.StartsWith("//", StringComparison.Ordinal))
            return BreakComment(line, MaxWidth - indentation);
        var (open, close) = Widest(line);
        if (open < 0)
            return line;

        var lines = new List<string> { line.Substring(0, open + 1) };
        var parts = Parts(line, open + 1, close);
        for (int i = 0; i < parts.Count; i++)
        {
            // What follows the bracket stands behind the last of its parts.
            var text = parts[i] + (i < parts.Count - 1 ? "," : line.Substring(close));
            foreach (var piece in Break(text, indentation + 4).Split('\n'))
                lines.Add("    " + piece);
        }

        return string.Join("\n", lines);
    }

    private static string BreakComment(string line, int width)
    {
        if (line.Length <= width)
            return line;
        int end = line.LastIndexOf(' ', Math.Max(width, 0));
        return end <= 2 ? line : line.Substring(0, end) + "\n" + BreakComment("// " + line.Substring(end + 1), width);
    }

    // The outermost pair that holds the most.
    private static (int Open, int Close) Widest(string line)
    {
        (int Open, int Close) widest = (-1, -1);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] is '"' or '\'')
                i = EndOfText(line, i);
            else if (IsOpening(line, i) && Closing(line, i) is var close && close > 0)
            {
                if (close - i > widest.Close - widest.Open)
                    widest = (i, close);
                i = close;
            }
        }

        return widest.Close - widest.Open > 8 ? widest : (-1, -1);
    }

    private static List<string> Parts(string line, int start, int end)
    {
        var parts = new List<string>();
        int from = start;
        for (int i = start; i < end; i++)
        {
            if (line[i] is '"' or '\'')
            {
                i = EndOfText(line, i);
            }
            else if (IsOpening(line, i) && Closing(line, i) is var close && close > 0)
            {
                i = close;
            }
            else if (line[i] == ',')
            {
                parts.Add(line.Substring(from, i - from).Trim());
                from = i + 1;
            }
        }

        parts.Add(line.Substring(from, end - from).Trim());
        return parts;
    }

    private static bool IsOpening(string line, int i) => line[i] is '(' or '[' || (line[i] == '<' && i > 0 && (char.IsLetterOrDigit(line[i - 1]) || line[i - 1] == '_'));

    // A less-than sign has none.
    private static int Closing(string line, int open)
    {
        int depth = 0;
        for (int i = open; i < line.Length; i++)
        {
            if (line[i] is '"' or '\'')
                i = EndOfText(line, i);
            else if (IsOpening(line, i))
                depth++;
            else if ((line[i] is ')' or ']' || (line[i] == '>' && line[i - 1] != '=')) && --depth == 0)
                return i;
        }

        return -1;
    }

    private static int EndOfText(string line, int start)
    {
        int i = start + 1;
        while (i < line.Length && line[i] != line[start])
            i += line[i] == '\\' ? 2 : 1;
        return i;
    }
}
