using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.Sqlite;
using Npgsql;

namespace Derp.Kv.Docs.Tests;

// Readers paste the script of docs/ledger.md into a migration: it is the one that the package runs.
public sealed class LedgerScriptTests
{
    private static readonly string s_page = Repository.Read("docs/ledger.md");

    [Fact]
    public async Task The_page_prints_the_script_of_PostgreSql()
    {
        await using var source = NpgsqlDataSource.Create("Host=none");
        AssertPrinted(new PostgreSqlKvLedger(source).CreateScript);
    }

    [Fact]
    public void The_page_prints_the_script_of_Sqlite() => AssertPrinted(new SqliteKvLedger("Data Source=none.db").CreateScript);

    private static void AssertPrinted(string script) => Assert.Contains($"```sql\n{script.ReplaceLineEndings("\n").TrimEnd('\n')}\n```", s_page, StringComparison.Ordinal);
}
