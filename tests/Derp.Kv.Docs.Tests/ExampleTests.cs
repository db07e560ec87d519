namespace Derp.Kv.Docs.Tests;

// The code of README, docs and package descriptions, as a reader pastes it: it compiles without a warning, and a program that is
// marked so runs.
public sealed class ExampleTests
{
    public static TheoryData<string> Examples => [.. Example.All.Keys];

    public static TheoryData<string> Programs => [.. Example.All.Values.Where(static example => example.Runs).Select(static example => example.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_compiles_as_pasted(string name)
    {
        var example = Example.All[name];
        var (_, problems) = await Reader.CompileAsync(example.Pasted(), TestContext.Current.CancellationToken, withPeers: example.IsReplaced);
        Assert.True(problems.Count == 0, $"{name}\n{string.Join('\n', problems)}\n{string.Join('\n', example.Pasted())}");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Programs))]
    public async Task Example_runs_and_prints_what_the_page_says(string name)
    {
        var example = Example.All[name];
        var printed = await ExampleRun.PrintsAsync(example.Pasted(), [], TestContext.Current.CancellationToken);

        if (example.Prints is { } expected)
            Assert.Equal(expected, printed);
    }

    [Fact]
    public void Blocks_are_found_with_their_marks()
    {
        var found = Example.Of("page.md", "a\n\n```csharp\nvar a = 1;\n```\n\n<!-- continues, runs -->\n```csharp\nConsole.WriteLine(a);\n```\n\n```text\n1\n```\n\n```json\n{}\n```\n").ToList();

        Assert.Equal([["var a = 1;\n"], ["var a = 1;\n", "Console.WriteLine(a);\n"]], found.Select(static example => example.Pasted()));
        Assert.Equal([false, true], found.Select(static example => example.Runs));
        Assert.Equal([null, "1\n"], found.Select(static example => example.Prints));
        Assert.Throws<InvalidOperationException>(static () => Example.Of("page.md", "<!-- contineus -->\n```csharp\n```\n").ToList());
    }

    [Fact]
    public void Diff_has_two_sides_and_continues_the_last_block_of_code()
    {
        const string Page = "```csharp\nusing System;\n```\n\n<!-- continues -->\n```diff\n-var a = 1;\n+var a = 2;\n \n Console.Write(a);\n```\n\n<!-- continues, after only -->\n```diff\n-a = 1\n+var b = 1;\n```\n";

        var found = Example.Of("page.md", Page).Skip(1).ToList();

        Assert.Equal(["page.md #2 before", "page.md #2 after", "page.md #3 after"], found.Select(static example => example.Name));
        Assert.Equal(
            [["using System;\n", "var a = 1;\n\nConsole.Write(a);\n"], ["using System;\n", "var a = 2;\n\nConsole.Write(a);\n"], ["using System;\n", "var b = 1;\n"]],
            found.Select(static example => example.Pasted()));
        Assert.Equal([true, false, false], found.Select(static example => example.IsReplaced));
        Assert.Throws<InvalidOperationException>(static () => Example.Of("page.md", "```diff\n-a\n*b\n+c\n```\n").ToList());
        Assert.Throws<InvalidOperationException>(static () => Example.Of("page.md", "```diff\n-a\n```\n").ToList());
    }

    [Theory]
    [InlineData("Console.WriteLine(missing);", "CS0103")]
    [InlineData("string text = null;", "CS8600")]
    [InlineData("using ZiggyCreatures.Caching.Fusion;\n\nConsole.WriteLine();", "CS0246")]
    [InlineData("using Derp.Kv;\n\npublic sealed class A(KvClient kv)\n{\n    public KvClient Kv => kv;\n\n    [Cached(\"a\", Ttl = \"5m\")]\n    private Task<int> GetCoreAsync() => Task.FromResult(1);\n}\n", "DKV0002")]
    public async Task What_does_not_compile_is_found(string code, string id) =>
        Assert.Contains(id, (await Reader.CompileAsync([code], TestContext.Current.CancellationToken)).Problems.Select(static problem => problem.Id));
}
