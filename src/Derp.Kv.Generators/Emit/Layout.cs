using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Emit;

/// <summary>Lists that a reviewer can read without scrolling: on one line if they fit, else one item per line.</summary>
internal static class Layout
{
    /// <summary>Columns that a line should not exceed. A single name or text may.</summary>
    public const int Width = 160;

    /// <summary>Writes a list.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="open">Before the first item.</param>
    /// <param name="items">Without commas.</param>
    /// <param name="close">Behind the last item.</param>
    /// <param name="reserve">Columns for what follows on the same line.</param>
    public static void WriteList(this SourceWriter writer, string open, IReadOnlyList<string> items, string close, int reserve = 0)
    {
        var line = open + string.Join(", ", items) + close;
        if (items.Count == 0 || writer.Column + line.Length + reserve <= Width)
        {
            writer.Write(line);
            return;
        }

        writer.WriteLine(open);
        using (writer.Indent())
        {
            for (var i = 0; i < items.Count; i++)
            {
                var isLast = i == items.Count - 1;
                writer.WriteExpression(items[i], isLast ? close : ",");
                if (!isLast)
                    writer.WriteLine();
            }
        }
    }

    /// <summary>Writes a call such as <c>A(b, C(d))</c>, or a type such as <c>A&lt;B&gt;</c>: one argument per line if it does not fit.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="expression">The call or type, or anything that is not to be broken.</param>
    /// <param name="end">What follows it.</param>
    public static void WriteExpression(this SourceWriter writer, string expression, string end)
    {
        if (writer.Column + expression.Length + end.Length <= Width)
        {
            writer.Write(expression + end);
            return;
        }

        foreach (var open in (int[])[expression.IndexOf('('), expression.IndexOf('<')])
        {
            if (open < 0 || ArgumentsOf(expression, open, out var close) is not { } arguments)
                continue;
            writer.WriteList(expression.Substring(0, open + 1), arguments, expression.Substring(close) + end);
            return;
        }

        writer.Write(expression + end);
    }

    // Split at the commas between the outermost parentheses; none if a quoted text could contain one.
    private static List<string>? ArgumentsOf(string expression, int open, out int close)
    {
        close = open;
        var arguments = new List<string>();
        var (depth, start) = (0, open + 1);
        for (var i = open; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '"' or '\'':
                    return null;
                case '(' or '<':
                    depth++;
                    break;
                case ')' or '>':
                    depth--;
                    break;
            }

            var isEnd = depth == 0;
            if (isEnd || (depth == 1 && expression[i] == ','))
            {
                arguments.Add(expression.Substring(start, i - start).Trim());
                start = i + 1;
            }

            if (isEnd)
            {
                close = i;
                return arguments is [""] ? null : arguments;
            }
        }

        return null;
    }
}
