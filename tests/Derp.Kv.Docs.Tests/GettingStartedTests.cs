using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Derp.Kv.Servers;

namespace Derp.Kv.Docs.Tests;

// Each step of docs/getting-started.md works as the page says. Step 2 is a program that ExampleTests run.
public sealed partial class GettingStartedTests
{
    private const string Page = "docs/getting-started.md";
    private const string Address = "localhost:6379";

    private static readonly string s_text = Repository.Read(Page);

    [Fact]
    public void Step_1_and_3_refer_to_projects_as_the_sample_does()
    {
        var sample = XElement.Parse(Repository.Read("samples/Quickstart/Quickstart.csproj")).Descendants("ProjectReference").Select(Described).ToHashSet();
        var references = Xml().Matches(s_text).SelectMany(static match => XElement.Parse(match.Value).Elements("ProjectReference"))
            .Concat(AddReference().Matches(s_text).Select(static match => new XElement("ProjectReference", new XAttribute("Include", match.Groups["path"].Value))))
            .Select(Described);

        Assert.Equal(sample, references.ToHashSet());
    }

    [Fact]
    public async Task Step_3_hits_on_a_server_and_runs_the_method_without_one()
    {
        await using var server = await ValkeyServer.StartAsync();
        var program = Program($"new StackExchangeRedisKvClient(\"{Address}\")", server);
        var runs = Runs().Match(s_text).Groups["printed"].Captures.Select(static run => run.Value).ToList();
        Assert.Equal(2, runs.Count);

        foreach (var printed in runs)
            Assert.Equal(printed, await PrintsAsync(program));

        var look = Look().Match(s_text);
        Assert.InRange(long.Parse(look.Groups["reply"].Value, CultureInfo.InvariantCulture), 1, 300);
        Assert.InRange((long)(await server.CommandAsync(look.Groups["command"].Value.Split(' ')))!, 1, 300);

        server.Kill();
        Assert.Equal(runs[0], await PrintsAsync(program));
    }

    [Fact]
    public async Task Step_4_answers_a_request()
    {
        await using var server = await ValkeyServer.StartAsync();
        using var host = new RunningHost();
        var ended = PrintsAsync(Program("WebApplication.CreateBuilder", server), "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None");
        var address = await host.AddressAsync(TestContext.Current.CancellationToken);
        using var browser = new HttpClient { BaseAddress = address };

        Assert.Equal("1.20 EUR", await browser.GetStringAsync(new Uri("prices/apple", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.NotNull(await server.CommandAsync("GET", "price:apple"));
        await host.StopAsync();
        await ended;
    }

    private static Task<string> PrintsAsync(string program, params string[] arguments) =>
        ExampleRun.PrintsAsync([program], arguments, TestContext.Current.CancellationToken);

    // The page's program, with the address of a test's server in place of the reader's.
    private static string Program(string mark, ValkeyServer server)
    {
        var code = Example.All.Values.Single(example => example.Page == Page && example.Code.Contains(mark, StringComparison.Ordinal)).Code;
        Assert.Contains(Address, code, StringComparison.Ordinal);
        return code.Replace(Address, server.Endpoint, StringComparison.Ordinal);
    }

    // The path from src on, and what the reference sets.
    private static string Described(XElement reference) => string.Join(' ', reference.Attributes()
        .Select(static attribute => (attribute.Name, Value: attribute.Value[Math.Max(0, attribute.Value.IndexOf("src/", StringComparison.Ordinal))..]))
        .Select(static attribute => $"{attribute.Name}={attribute.Value}"));

    [GeneratedRegex("""(?<=^```xml\n).*?(?=^```$)""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Xml();

    [GeneratedRegex("""^dotnet add reference (?<path>\S+)$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AddReference();

    [GeneratedRegex("""^```\n(?:\$ dotnet run\n(?<printed>(?:(?!\$|```).*\n)+))+```$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Runs();

    [GeneratedRegex("""^\$ valkey-cli (?<command>.+)\n\(integer\) (?<reply>\d+)$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Look();
}
