using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

/// <summary>
/// One fenced block of C# on a page. A comment in the line before the fence says what the page tells its reader about it:
/// <c>&lt;!-- continues --&gt;</c>, it is pasted below the example before it; <c>&lt;!-- runs --&gt;</c>, it is a program
/// that ends by itself, and prints the block of kind <c>text</c> that follows it, if one does.
/// </summary>
internal sealed partial class Example
{
    private Example(string page, int number, string code, IReadOnlyList<string> marks, string? prints, Example? before)
    {
        Page = page;
        Name = $"{page} #{number}";
        Code = code;
        Runs = marks.Contains("runs");
        Prints = prints;
        Before = marks.Contains("continues") ? before ?? throw new InvalidOperationException($"{Name} continues nothing.") : null;
        if (marks.FirstOrDefault(static mark => mark is not ("continues" or "runs")) is { } unknown)
            throw new InvalidOperationException($"{Name} has the unknown mark '{unknown}'.");
    }

    public string Page { get; }

    /// <summary>The page and the block's place on it.</summary>
    public string Name { get; }

    public string Code { get; }

    public bool Runs { get; }

    public string? Prints { get; }

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
            before = new Example(page, ++number, code, marks, match.Groups["prints"] is { Success: true } prints ? prints.Value : null, before);
            yield return before;
        }
    }

    [GeneratedRegex(
        """^(?:[ ]*<!--\s*(?<marks>[^>]*?)\s*-->\n)?(?<indent>[ ]*)```(?:csharp|cs|c\#)\n(?<code>.*?)^[ ]*```$(?:\n\n[ ]*```text\n(?<prints>.*?)^[ ]*```$)?""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
