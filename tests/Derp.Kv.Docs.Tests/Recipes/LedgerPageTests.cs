using Derp.Kv.Servers;

namespace Derp.Kv.Docs.Tests.Recipes;

// L1 with EF Core and Dapper, as their pages show it: the programs that take a connection string run on a server of the tests' own.
public sealed class LedgerPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Programs =>
        [.. Example.All.Values.Where(static example => example.Page.StartsWith("docs/ledger-", StringComparison.Ordinal) && example.Code.Contains("args[0]", StringComparison.Ordinal)).Select(static example => example.Name)];

    [Fact]
    public void Each_page_has_its_programs() => Assert.Equal(3, Programs.Count);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task L1_Program_writes_effect_and_record_together_on_PostgreSQL(string name)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var example = Example.All[name];

        var printed = await ExampleRun.PrintsAsync(example.Pasted(), [server.ConnectionString], Ct);

        Assert.NotNull(example.Prints);
        Assert.Equal(example.Prints, printed);
    }
}
