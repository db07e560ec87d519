using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

// docs/agents.md tells coding agents what the compiler refuses and what to write instead: each row is compiled. Its longer samples
// are compiled with those of all pages.
public sealed partial class AgentsTests
{
    private const string Page = "docs/agents.md";

    public static TheoryData<string, string, string> Rows =>
        [.. Row().Matches(Repository.Read(Page)).Select(static row => (row.Groups["mistake"].Value, row.Groups["id"].Value, row.Groups["instead"].Value))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Mistake_is_refused_and_its_correction_is_not(string mistake, string id, string instead)
    {
        var (_, refused) = await Reader.CompileAsync([InClass(mistake)], TestContext.Current.CancellationToken);
        var (_, problems) = await Reader.CompileAsync([InClass(instead)], TestContext.Current.CancellationToken);

        Assert.Contains(id, refused.Select(static problem => problem.Id));
        Assert.Empty(problems);
    }

    [Fact]
    public void Every_row_is_found() => Assert.Equal(Repository.Read(Page).Split('\n').Count(static line => line.StartsWith("| `", StringComparison.Ordinal)), Rows.Count);

    // The page travels in the package, where relative links lead nowhere.
    [Fact]
    public void Links_are_absolute() => Assert.All(Links.Of(Page), static target => Assert.StartsWith(Links.Ours, target, StringComparison.Ordinal));

    // As the page says: members stand in this class, and bodies are left out.
    private static string InClass(string code)
    {
        var members = NoBody().Replace(code, " => throw new NotSupportedException()");
        return "using Derp.Kv;\n" + (code.Contains(" class ", StringComparison.Ordinal) ? members : $"public sealed partial class Prices(KvClient kv) {{ {members} }}");
    }

    [GeneratedRegex("""^\| `(?<mistake>[^`]+)` \| \[(?<id>DKV\d{4})\]\([^)]+/\k<id>\.md\)[^|]* \| `(?<instead>[^`]+)` \|$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    // The end of a declaration that is neither a body of its own nor for the generator to implement.
    [GeneratedRegex("""(?<!(?:=>|partial (?:Value)?Task)[^;]*)(?<=\))(?=;)""", RegexOptions.ExplicitCapture)]
    private static partial Regex NoBody();
}
