using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Ledger;
using Derp.Kv.Tool.Tests.Harness;
using Derp.Kv.Tool.Tests.Shop;

namespace Derp.Kv.Tool.Tests.Ledgers;

/// <summary>The commands on a ledger of a real database. One class for each kind of database.</summary>
public abstract class LedgerTests : IAsyncLifetime
{
    private static readonly string s_app = typeof(Transfers).Assembly.Location;

    // Each test has a table of its own, with a name that needs quotes.
    private readonly string _table = $"ledger \"{Guid.NewGuid().ToString("N")[..8]}\"";

    /// <summary>The ledger of an application.</summary>
    protected KvLedger Ledger { get; private set; } = null!;

    /// <summary>The options that name the database.</summary>
    protected abstract string[] Where { get; }

    public async ValueTask InitializeAsync()
    {
        Ledger = await OpenAsync(new KvLedgerOptions { Table = _table });
        await Ledger.CreateAsync(TestContext.Current.CancellationToken);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task A_record_is_decoded_and_its_method_is_found()
    {
        await new Transfers(Ledger).TransferAsync("t-1", 7, 8);

        var hidden = await RunAsync("get", "derp:once:transfer:t-1", "--app", s_app);
        Assert.Equal(ExitCode.Done, hidden.Code);
        Assert.Equal(("completed", 201, false), (hidden.Row.GetProperty("state").GetString(), hidden.Row.GetProperty("status").GetInt32(), hidden.Row.GetProperty("expired").GetBoolean()));
        Assert.Equal("Derp.Kv.Tool.Tests.Shop.Transfers.TransferAsync", hidden.Row.GetProperty("of").GetString());
        Assert.Equal(32, hidden.Row.GetProperty("fingerprint").GetString()!.Length);
        Assert.Equal(TimeSpan.FromDays(1).TotalSeconds, (Moment(hidden, "expires") - Moment(hidden, "created")).TotalSeconds, 10.0);
        Assert.Equal(hidden.Row.GetProperty("size").GetInt64(), hidden.Row.GetProperty("payload").GetInt64());
        Assert.Equal("map of 3", hidden.Row.GetProperty("form").GetString());
        Assert.DoesNotContain("größer", hidden.Output, StringComparison.Ordinal);

        var shown = await RunAsync("get", "derp:once:transfer:t-1", "--show");
        Assert.Equal("""{"From":7,"To":8,"Text":"größer"}""", shown.Row.GetProperty("value").GetRawText());
        Assert.False(shown.Row.TryGetProperty("of", out _));
    }

    [Fact]
    public async Task In_a_terminal_a_record_is_a_table_of_facts()
    {
        await new Transfers(Ledger).TransferAsync("t-1", 7, 8);
        var table = await RunAsync(new ToolSetting { IsTerminal = true }, "get", "derp:once:transfer:t-1", "--show");
        foreach (var line in (string[])["completed", "201", "fingerprint", "created", "expires", """{"From":7,"To":8,"Text":"größer"}"""])
            Assert.Contains(line, table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_told_also_while_its_call_runs()
    {
        var absent = await RunAsync("get", "derp:once:transfer:none");
        Assert.Equal((ExitCode.No, "there is no such key, or its call has not been committed"), (absent.Code, absent.Problem));

        await Ledger.ProcessOnceAsync(
            "event-1",
            async (_, _) => Assert.Equal(ExitCode.No, (await RunAsync("get", "derp:webhook:event-1")).Code),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("an event: a webhook, ProcessOnceAsync or AlreadyProcessedAsync", (await RunAsync("get", "derp:webhook:event-1")).Row.GetProperty("of").GetString());
    }

    [Fact]
    public async Task A_key_of_any_text_is_found_by_its_escaped_form()
    {
        await DoneAsync("a\\b\u001b");
        Assert.Equal(ExitCode.Done, (await RunAsync("get", @"derp:webhook:a\\b\x1b")).Code);
    }

    [Fact]
    public async Task A_purge_counts_and_asks_and_deletes_what_has_expired_and_nothing_else()
    {
        await DoneAsync("keeps");
        for (var i = 0; i < 5; i++)
            await DoneAsync(string.Create(CultureInfo.InvariantCulture, $"ends-{i}"), TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 5; i++)
            await ExpiredAsync(string.Create(CultureInfo.InvariantCulture, $"derp:webhook:ends-{i}"));
        Assert.True((await RunAsync("get", "derp:webhook:ends-0")).Row.GetProperty("expired").GetBoolean());

        Assert.Equal(ExitCode.Usage, (await RunAsync("purge")).Code);
        var refused = await RunAsync(new ToolSetting { Answers = ["n"] }, "purge");
        Assert.Equal(ExitCode.No, refused.Code);
        Assert.Contains("Delete 5 rows that have expired?", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await RunAsync("get", "derp:webhook:ends-0")).Code);

        var confirmed = await RunAsync(new ToolSetting { Answers = ["y"] }, "purge", "--batch", "2");
        Assert.Equal((ExitCode.Done, 5, 5), (confirmed.Code, confirmed.Row.GetProperty("expired").GetInt32(), confirmed.Row.GetProperty("deleted").GetInt32()));
        Assert.Equal(ExitCode.No, (await RunAsync("get", "derp:webhook:ends-0")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("get", "derp:webhook:keeps")).Code);

        // There is nothing to ask about.
        var nothing = await RunAsync("purge");
        Assert.Equal((ExitCode.Done, 0), (nothing.Code, nothing.Row.GetProperty("deleted").GetInt32()));
    }

    [Fact]
    public async Task Without_being_asked_a_purge_deletes()
    {
        await DoneAsync("ends", TimeSpan.FromMilliseconds(1));
        await ExpiredAsync("derp:webhook:ends");
        Assert.Equal(1, (await RunAsync("purge", "--yes")).Row.GetProperty("deleted").GetInt32());
        Assert.Equal(ExitCode.Usage, (await RunAsync("purge", "--yes", "--batch", "0")).Code);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_exit_code_3()
    {
        foreach (var command in new string[][] { ["get", "a"], ["purge", "--yes"] })
        {
            var run = await ToolRun.RunAsync(["ledger", .. command, .. Where, "--table", "none"]);
            Assert.Equal(ExitCode.Unavailable, run.Code);
            Assert.Contains("table does not exist", run.Errors, StringComparison.Ordinal);
        }
    }

    protected abstract Task<KvLedger> OpenAsync(KvLedgerOptions options);

    private protected Task<ToolRun> RunAsync(params string[] arguments) => RunAsync(new ToolSetting(), arguments);

    private protected Task<ToolRun> RunAsync(ToolSetting setting, params string[] arguments) => ToolRun.RunAsync(setting, ["ledger", .. arguments, .. Where, "--table", _table]);

    private async Task DoneAsync(string eventId, TimeSpan? ttl = null) =>
        Assert.True(await Ledger.ProcessOnceAsync(eventId, static (_, _) => default, ttl, cancellationToken: TestContext.Current.CancellationToken));

    private Task ExpiredAsync(string key) => Eventually.HoldsAsync(
        async () => (await Ledger.FindAsync(System.Text.Encoding.UTF8.GetBytes(key), TestContext.Current.CancellationToken))!.IsExpired,
        "The record does not expire.");

    private static DateTimeOffset Moment(ToolRun run, string name) => run.Row.GetProperty(name).GetDateTimeOffset();
}
