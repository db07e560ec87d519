using System.Text.RegularExpressions;
using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>The first five minutes: what README prints under its first use works as printed.</summary>
public sealed partial class FirstUseTests(PackedFeed feed)
{
    [Fact]
    public async Task First_use_of_README_works_as_printed()
    {
        var section = Section().Match((await File.ReadAllTextAsync(Path.Combine(Built.Repository, "README.md"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n")).Value;
        var shop = Consumer.Web(feed, "FirstUse");

        foreach (var line in Block(section, "sh").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            (await shop.TypeAsync(line)).Succeeded();
        shop.Write("Program.cs", Block(section, "csharp"));
        (await shop.BuildAsync("-warnaserror", "--no-restore")).Succeeded();
        using var program = await shop.ServeAsync();

        var first = await PriceAsync(program, "apple");
        Assert.Contains("EUR", first, StringComparison.Ordinal);
        Assert.Equal(first, await PriceAsync(program, "apple"));
    }

    private static Task<string> PriceAsync(ServingProgram program, string sku) =>
        program.Browser.GetStringAsync(new Uri($"prices/{sku}", UriKind.Relative), TestContext.Current.CancellationToken);

    private static string Block(string section, string kind) =>
        Assert.Single(Regex.Matches(section, $"^```{kind}\\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)).Groups[1].Value;

    [GeneratedRegex("""^## First use\n.*?(?=^## )""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
