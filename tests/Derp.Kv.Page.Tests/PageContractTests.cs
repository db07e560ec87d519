using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Page.Figures;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Tests;

/// <summary>The documentation has a row for each event of this package, and knows each instrument that it shows.</summary>
public sealed partial class PageContractTests
{
    [Fact]
    public void Events_are_those_of_the_documentation() => Assert.Equal(
        Event().Matches(Documentation()).Select(static match => match.Value),
        from type in typeof(Recorder).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select $"| {message.EventId} | `{message.EventName}` | {message.Level} |");

    [Fact]
    public void Instruments_that_the_page_shows_are_in_the_documentation() =>
        Assert.All(Instruments.Names, static name => Assert.Contains($"| `{name}` |", Documentation(), StringComparison.Ordinal));

    private static string Documentation([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../docs/observability.md"));

    [GeneratedRegex(@"^\| 17\d \| `\w+` \| \w+ \|", RegexOptions.Multiline)]
    private static partial Regex Event();
}
