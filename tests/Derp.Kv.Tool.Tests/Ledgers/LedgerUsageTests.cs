using Derp.Kv.Tool.Tests.Harness;

namespace Derp.Kv.Tool.Tests.Ledgers;

/// <summary>Which database the commands ask, and that no password is written.</summary>
public sealed class LedgerUsageTests
{
    private const string Secret = "pass-word-7";

    [Theory]
    [InlineData("ledger")]
    [InlineData("ledger", "get", "a")]
    [InlineData("ledger", "get", "a", "--sqlite", "none.db")]
    [InlineData("ledger", "get", "a\\n", "--postgresql", "Host=localhost")]
    [InlineData("ledger", "get", "a", "--sqlite", "none.db", "--postgresql", "Host=localhost")]
    [InlineData("ledger", "get", "a", "--postgresql", "Database=shop")]
    [InlineData("ledger", "get", "a", "--postgresql", "Host=localhost;Secret=" + Secret)]
    [InlineData("ledger", "get", "a", "--postgresql", "Host=localhost", "--table", "")]
    [InlineData("ledger", "purge", "--postgresql", "Host=localhost", "--timeout", "soon")]
    public async Task Wrong_usage_is_exit_code_2_and_says_so(params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.NotEmpty(run.Errors);
        Assert.Empty(run.Output);
        Assert.DoesNotContain(Secret, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=localhost;Password=" + Secret)]
    [InlineData("Host=localhost;pwd=" + Secret)]
    [InlineData("Host=localhost;PSW=" + Secret)]
    [InlineData("Host=localhost;SSL Password=" + Secret)]
    [InlineData("password = " + Secret + " and more")]
    public async Task A_password_in_an_argument_is_refused_and_not_repeated(string connection)
    {
        var run = await ToolRun.RunAsync("ledger", "get", "a", "--postgresql", connection);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("DERP_KV_LEDGER", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_exit_code_3_and_its_password_is_not_told()
    {
        var given = new ToolSetting { Variables = { ["DERP_KV_LEDGER"] = $"Host=127.0.0.1;Port=1;Username=shop;Password={Secret}" } };
        var asked = new ToolSetting { Answers = [Secret] };
        foreach (var run in new[]
        {
            await ToolRun.RunAsync(given, "ledger", "get", "a"),
            await ToolRun.RunAsync(given, "ledger", "purge", "--yes"),
            await ToolRun.RunAsync(asked, "ledger", "get", "a", "--ask-password", "--postgresql", "Host=127.0.0.1;Port=1;Username=shop"),
        })
        {
            Assert.Equal(ExitCode.Unavailable, run.Code);
            Assert.Contains("got no connection", run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_exit_code_3_and_is_left_as_it_is()
    {
        var file = Path.GetTempFileName();
        try
        {
            var text = new string('x', 4096);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Unavailable, (await ToolRun.RunAsync("ledger", "get", "a", "--sqlite", file)).Code);
            Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
