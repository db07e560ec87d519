using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

/// <summary>
/// One fenced block of C# on a page, or one side of a block of kind <c>diff</c>. A comment in the line before the fence says what
/// the page tells its reader about it: <c>&lt;!-- continues --&gt;</c>, it is pasted below the block of C# before it;
/// <c>&lt;!-- runs --&gt;</c>, it is a program that ends by itself, and prints the block of kind <c>text</c> that follows it, if one
/// does; <c>&lt;!-- after only --&gt;</c>, what the lines of a diff replace is in another language, or needs a package that is not
/// on every feed.
/// </summary>
internal sealed partial class Example
{
    private static readonly string[] s_marks = ["continues", "runs", "after only"];

    private Example(string page, string name, string code, IReadOnlyList<string> marks, string? prints, Example? before)
    {
        Page = page;
        Name = name;
        Code = code;
        Runs = marks.Contains("runs");
        Prints = prints;
        Before = marks.Contains("continues") ? before ?? throw new InvalidOperationException($"{Name} continues nothing.") : null;
        if (marks.FirstOrDefault(static mark => !s_marks.Contains(mark)) is { } unknown)
            throw new InvalidOperationException($"{Name} has the unknown mark '{unknown}'.");
    }

    public string Page { get; }

    /// <summary>The page, the block's place on it and, of a diff, the side.</summary>
    public string Name { get; }

    public string Code { get; }

    public bool Runs { get; }

    public string? Prints { get; }

    /// <summary>Whether this is what a diff replaces, which uses other libraries.</summary>
    public bool IsReplaced { get; private init; }

    private Example? Before { get; }

    /// <summary>Those of README, all guides and the packages' descriptions. The pages of diagnostics have their own tests, which expect errors.</summary>
    public static IReadOnlyDictionary<string, Example> All { get; } = Repository.Pages
        .Where(static page => page == "README.md" || page.EndsWith("/PACKAGE.md", StringComparison.Ordinal) || (page.StartsWith("docs/", StringComparison.Ordinal) && !page.StartsWith("docs/diagnostics/", StringComparison.Ordinal)))
        .SelectMany(static page => Of(page, Repository.Read(page)))
        .ToDictionary(static example => example.Name);

    /// <summary>What is in the reader's file when this block has been pasted: the blocks that it continues, then it.</summary>
    public IEnumerable<string> Pasted() => Before is null ? [Code] : Before.Pasted().Append(Code);

    public static IEnumerable<Example> Of(string page, string markdown)
    {
        Example? before = null;
        var number = 0;
        foreach (Match match in Fence().Matches(markdown))
        {
            var indent = match.Groups["indent"].Value;
            var code = string.Join('\n', match.Groups["code"].Value.Split('\n').Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line));
            var marks = match.Groups["marks"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var name = $"{page} #{++number}";
            if (match.Groups["kind"].Value == "diff")
            {
                if (!marks.Contains("after only"))
                    yield return new Example(page, $"{name} before", Side(name, code, '-'), marks, null, before) { IsReplaced = true };
                yield return new Example(page, $"{name} after", Side(name, code, '+'), marks, null, before);
                continue;
            }

            before = new Example(page, name, code, marks, match.Groups["prints"] is { Success: true } prints ? prints.Value : null, before);
            yield return before;
        }
    }

    // The lines of one side and those of both, without their first character.
    private static string Side(string name, string diff, char sign)
    {
        var lines = diff.Split('\n');
        if (lines.FirstOrDefault(static line => line.Length > 0 && line[0] is not ('+' or '-' or ' ')) is { } unknown)
            throw new InvalidOperationException($"{name} has the line '{unknown}', which is of neither side.");
        if (!lines.Any(line => line.StartsWith(sign)))
            throw new InvalidOperationException($"{name} has no line with {sign}.");
        return string.Join('\n', lines.Where(line => line.Length == 0 || line[0] == ' ' || line[0] == sign).Select(static line => line.Length == 0 ? line : line[1..]));
    }

    [GeneratedRegex(
        """^(?:[ ]*<!--\s*(?<marks>[^>]*?)\s*-->\n)?(?<indent>[ ]*)```(?<kind>csharp|cs|c\#|diff)\n(?<code>.*?)^[ ]*```$(?:\n\n[ ]*```text\n(?<prints>.*?)^[ ]*```$)?""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
