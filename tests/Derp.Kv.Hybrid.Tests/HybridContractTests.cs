using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Hybrid;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Hybrid.Tests;

/// <summary>The page of events has a row for each of this package.</summary>
public sealed partial class HybridContractTests
{
    [Fact]
    public void Events_are_those_of_the_page() => Assert.Equal(
        Event().Matches(Page()).Select(static match => match.Value),
        from type in typeof(KvHybridCacheOptions).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select $"| {message.EventId} | `{message.EventName}` | {message.Level} |");

    private static string Page([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../docs/observability.md"));

    [GeneratedRegex(@"^\| 15\d \| `\w+` \| \w+ \|", RegexOptions.Multiline)]
    private static partial Regex Event();
}
