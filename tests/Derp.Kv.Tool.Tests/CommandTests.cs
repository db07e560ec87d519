using System.Text;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Tests.Harness;
using Derp.Kv.Tool.Tests.Shop;

namespace Derp.Kv.Tool.Tests;

/// <summary>The commands on what an application has stored on a real server.</summary>
public sealed class CommandTests(SharedServer server) : IAsyncLifetime
{
    private static readonly string s_app = typeof(Catalog).Assembly.Location;

    private readonly string _prefix = Guid.NewGuid().ToString("N")[..8] + ":";
    private StackExchangeRedisKvClient _client = null!;
    private Catalog _catalog = null!;
    private Accounts _accounts = null!;

    public ValueTask InitializeAsync()
    {
        _client = new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { KeyPrefix = _prefix });
        (_catalog, _accounts) = (new Catalog(_client, "eu"), new Accounts(_client));
        return default;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Keys_are_listed_with_their_kinds()
    {
        await StoreAsync();

        var rows = (await RunAsync("keys")).Rows;
        Assert.Equal(
            ["limit derp:limit:sign-in:ada", "result derp:once:payment:order-1", "tag derp:tag:tenant:7", "value fresh:1", "value product:eu:7:abc", "lease {fresh:1}%lock"],
            rows.Select(row => $"{row.GetProperty("kind").GetString()} {row.GetProperty("key").GetString()!.Replace(_prefix, "", StringComparison.Ordinal).Split("%m")[0]}").Where(static text => !text.Contains("pay:", StringComparison.Ordinal) && !text.Contains("pay-all:", StringComparison.Ordinal)).OrderBy(static text => text.Split(' ')[1], StringComparer.Ordinal));
        Assert.All(rows, static row => Assert.True(row.GetProperty("expiresInMs").GetInt64() > 0));

        Assert.Equal(["lease"], (await RunAsync("keys", "--kind", "lease")).Rows.Select(static row => row.GetProperty("kind").GetString()));
        Assert.Equal(2, (await RunAsync("keys", "--kind", "value", "--kind", "lease", "--limit", "2")).Rows.Count);
        Assert.Single((await RunAsync("keys", _prefix + "product:")).Rows);
        Assert.Empty((await RunAsync("keys", "--endless")).Rows);
    }

    [Fact]
    public async Task A_value_is_decoded_and_its_writer_is_found_by_the_check()
    {
        await StoreAsync();
        var key = _prefix + "product:eu:7:abc";

        var hidden = await RunAsync("get", key);
        Assert.Equal("map of 4", hidden.Row.GetProperty("form").GetString());
        Assert.DoesNotContain("größer", hidden.Output, StringComparison.Ordinal);

        var known = await RunAsync("get", key, "--app", s_app, "--show");
        Assert.Equal("Derp.Kv.Tool.Tests.Shop.Product", known.Row.GetProperty("type").GetString());
        Assert.Equal("""{"Id":7,"Name":"abc","Price":"12.50","Tags":["new","größer"]}""", known.Row.GetProperty("value").GetRawText());
        Assert.Single(known.Row.GetProperty("stamps").EnumerateArray());
        Assert.Equal(known.Row.GetProperty("value").GetRawText() + "\n", (await RunAsync("get", key, "--json", "--show")).Output);

        var foreign = await RunAsync("get", key, "--type", "System.Int32");
        Assert.Equal(ExitCode.No, foreign.Code);
        Assert.StartsWith("the check fits none", foreign.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_told_with_the_state_beside_it()
    {
        await StoreAsync();
        Assert.Equal("state fresh", (await RunAsync("get", _prefix + "fresh:1")).Row.GetProperty("beside").GetString());
    }

    [Fact]
    public async Task A_record_is_decoded_and_its_method_is_found()
    {
        await StoreAsync();
        var run = await RunAsync("get", _prefix + "derp:once:payment:order-1", "--app", s_app, "--show");
        Assert.Equal("Derp.Kv.Tool.Tests.Shop.Accounts.PayAsync", run.Row.GetProperty("of").GetString());
        Assert.Equal((201, "5 of ada"), (run.Row.GetProperty("status").GetInt32(), run.Row.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Stored_bytes_are_written_as_they_are()
    {
        byte[] bytes = [0, 1, 2, .. Encoding.UTF8.GetBytes(new string('x', 40)), 255];
        await _client.SetAsync(Encoding.UTF8.GetBytes(_prefix + "raw"), bytes);
        Assert.Equal(bytes, (await RunAsync("get", _prefix + "raw", "--raw", "--show")).Bytes);
        Assert.Equal(bytes, Convert.FromHexString((await RunAsync("get", _prefix + "raw", "--hex", "--show")).Output.Replace("\n", "", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Usage, (await RunAsync("get", _prefix + "raw", "--raw")).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("get", _prefix + "raw", "--raw", "--hex", "--show")).Code);
        Assert.Contains("--raw or --hex", (await RunAsync("get", _prefix + "raw")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_any_bytes_is_listed_escaped_and_found_by_its_text()
    {
        byte[] key = [.. Encoding.UTF8.GetBytes(_prefix), 0, 255, .. "\u001b]0;x\u0007\n"u8];
        await _client.SetAsync(key, "5"u8.ToArray());

        var text = (await RunAsync("keys")).Row.GetProperty("key").GetString()!;
        Assert.Equal(_prefix + @"\x00\xff\x1b]0;x\x07\x0a", text);
        Assert.Equal(ExitCode.Done, (await RunAsync("ttl", text)).Code);

        var table = await RunAsync("keys", "--output", "table");
        Assert.DoesNotContain('\u001b', table.Output);
        Assert.DoesNotContain('\u0007', table.Output);
        Assert.Contains(@"\x1b]0;x", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_or_holds_no_string_is_told()
    {
        Assert.Equal("there is no such key", (await RunAsync("get", _prefix + "none")).Problem);
        await server.Server.CommandAsync("RPUSH", _prefix + "list", "a");
        var list = await RunAsync("get", _prefix + "list");
        Assert.Equal((ExitCode.No, "other"), (list.Code, list.Row.GetProperty("kind").GetString()));

        var ttl = await RunAsync("ttl", _prefix + "none", _prefix + "list");
        Assert.Equal(ExitCode.No, ttl.Code);
        Assert.Equal([false, true], ttl.Rows.Select(static row => row.GetProperty("exists").GetBoolean()));
        Assert.Equal(_prefix + "list", (await RunAsync("keys", "--endless")).Row.GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_large_value_is_decoded()
    {
        var text = string.Concat(Enumerable.Repeat("a large value ", 750_000)) + "größer";
        var client = new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { KeyPrefix = _prefix, MaxValueSize = 32 << 20 });
        await using (client)
            await new Texts(client).GetAsync(text);

        var run = await RunAsync("get", _prefix + "text", "--json", "--show");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(text, System.Text.Json.JsonDocument.Parse(run.Bytes).RootElement.GetString());
    }

    [Fact]
    public async Task Top_counts_kinds_and_names_what_never_ends()
    {
        await StoreAsync();
        await _client.SetAsync(Encoding.UTF8.GetBytes(_prefix + "endless"), new byte[100_000]);

        var rows = (await RunAsync("top")).Rows;
        var values = rows.Single(static row => row.TryGetProperty("keys", out _) && row.GetProperty("kind").GetString() == "value");
        Assert.Equal((3, 1), (values.GetProperty("keys").GetInt32(), values.GetProperty("endless").GetInt32()));
        Assert.InRange(values.GetProperty("largest").GetInt64(), 100_000, 140_000);
        var endless = rows.Single(static row => row.TryGetProperty("why", out var why) && why.GetString() == "never expires");
        Assert.Equal(_prefix + "endless", endless.GetProperty("key").GetString());
        Assert.Equal(_prefix + "endless", rows.First(static row => row.TryGetProperty("why", out _)).GetProperty("key").GetString());
    }

    [Fact]
    public async Task No_command_calls_keys()
    {
        await server.Server.CommandAsync("ACL", "SETUSER", "nokeys", "on", ">secret", "~*", "&*", "+@all", "-keys", "-flushall");
        var setting = new ToolSetting { Variables = { ["DERP_KV_PASSWORD"] = "secret", ["DERP_KV_USER"] = "nokeys" } };
        foreach (var command in (string[])["keys", "top", "check"])
            Assert.NotEqual(ExitCode.Unavailable, (await ToolRun.RunAsync(setting, command, "--server", server.Endpoint, "--prefix", _prefix)).Code);
    }

    [Fact]
    public async Task Counters_are_told_and_reset()
    {
        await StoreAsync();
        await _accounts.ReadAsync("ada");
        await _accounts.WriteAsync("ada");
        var keys = (await RunAsync("keys", "--kind", "limit")).Rows.Select(static row => row.GetProperty("key").GetString()!).ToList();
        var (fixedWindow, sliding, bucket) = (keys.Single(k => k.Contains("sign-in", StringComparison.Ordinal)), keys.Single(k => k.EndsWith("%sliding", StringComparison.Ordinal)), keys.Single(k => k.EndsWith("%bucket", StringComparison.Ordinal)));

        var rows = (await RunAsync("limit", "peek", fixedWindow, sliding, bucket)).Rows;
        Assert.Equal(("FixedWindow", 1, 60_000), (rows[0].GetProperty("algorithm").GetString(), rows[0].GetProperty("count").GetInt32(), rows[0].GetProperty("windowMs").GetInt32()));
        Assert.Equal(("SlidingWindow", 1, 0), (rows[1].GetProperty("algorithm").GetString(), rows[1].GetProperty("current").GetInt32(), rows[1].GetProperty("previous").GetInt32()));
        Assert.Equal(("TokenBucket", 1, 12_000.0), (rows[2].GetProperty("algorithm").GetString(), rows[2].GetProperty("lackingNow").GetInt32(), rows[2].GetProperty("unitEveryMs").GetDouble()));

        Assert.Equal(ExitCode.Usage, (await RunAsync("limit", "reset", fixedWindow)).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("limit", "reset", _prefix + "product:eu:7:abc", "--yes")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("limit", "reset", fixedWindow, "--yes")).Code);
        Assert.Equal(ExitCode.No, (await RunAsync("limit", "peek", fixedWindow)).Code);
    }

    [Fact]
    public async Task An_invalidation_asks_and_removes_value_and_lease()
    {
        await StoreAsync();
        var key = _prefix + "fresh:1";
        Assert.Equal(ExitCode.Usage, (await RunAsync("invalidate", key)).Code);
        Assert.Equal(ExitCode.No, (await RunAsync(new ToolSetting { Answers = ["n"] }, "invalidate", key)).Code);
        Assert.Equal(2, (await RunAsync("keys", "--kind", "value")).Rows.Count);

        var run = await RunAsync(new ToolSetting { Answers = ["y"] }, "invalidate", key, _prefix + "derp:tag:tenant:7");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Invalidate these 2 keys?", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["result", "limit", "limit", "limit", "value"], (await RunAsync("keys")).Rows.Select(static row => row.GetProperty("kind").GetString()).OrderBy(static kind => kind![0] == 'r' ? 0 : kind[0]));

        foreach (var other in (string[])["derp:once:payment:order-1", "derp:limit:sign-in:ada", "{fresh:1}%lock"])
            Assert.Equal(ExitCode.Usage, (await RunAsync("invalidate", other[0] == '{' ? other.Insert(1, _prefix) : _prefix + other, "--yes")).Code);
    }

    [Fact]
    public async Task Watch_shows_what_an_invalidation_tells_near_caches()
    {
        var key = _prefix + "product:eu:7:abc";
        var isWatching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = RunAsync(new ToolSetting { Errors = _ => isWatching.TrySetResult() }, "watch", key, "--count", "1");
        await Task.WhenAny(isWatching.Task, watching);
        await RunAsync("invalidate", key + "d", "--yes");
        await RunAsync("invalidate", key, "--yes");

        var row = (await watching).Row;
        Assert.Equal(("near", key), (row.GetProperty("event").GetString(), row.GetProperty("keys")[0].GetString()));
    }

    private async Task StoreAsync()
    {
        await _catalog.GetProductAsync(7, "abc");
        await _catalog.FreshAsync(1);
        await _accounts.SignInAsync("ada");
        await _accounts.PayAsync("order-1", "ada", 5);
    }

    private Task<ToolRun> RunAsync(params string[] arguments) => RunAsync(new ToolSetting(), arguments);

    private Task<ToolRun> RunAsync(ToolSetting setting, params string[] arguments) => ToolRun.RunAsync(setting, [.. arguments, "--server", server.Endpoint, "--prefix", _prefix]);
}
