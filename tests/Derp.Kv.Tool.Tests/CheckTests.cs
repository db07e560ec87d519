using Derp.Kv.Servers;
using Derp.Kv.Tool.Tests.Harness;

namespace Derp.Kv.Tool.Tests;

public sealed class CheckTests(SharedServer server)
{
    [Fact]
    public async Task A_ledger_without_a_log_and_with_eviction_fails()
    {
        await using var bad = await ValkeyServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        var run = await ToolRun.RunAsync("check", "--duty", "ledger", "--server", bad.Endpoint);
        Assert.Equal(ExitCode.No, run.Code);
        Assert.Equal(("fail", "fail"), (ResultOf(run, "eviction"), ResultOf(run, "persistence")));

        run = await ToolRun.RunAsync("check", "--duty", "cache", "--server", bad.Endpoint);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(("ok", "ok"), (ResultOf(run, "eviction"), ResultOf(run, "persistence")));
        Assert.Equal("warn", ResultOf(await ToolRun.RunAsync("check", "--server", bad.Endpoint), "eviction"));

        await bad.CommandAsync("CONFIG", "SET", "maxmemory-policy", "noeviction", "appendonly", "yes", "appendfsync", "always");
        run = await ToolRun.RunAsync("check", "--duty", "ledger", "--server", bad.Endpoint);
        Assert.True(run.Code == ExitCode.Done, run.Output);
    }

    // The permissions of docs/security.md for one feature, and what the others then lack.
    [Fact]
    public async Task Permissions_are_those_of_a_user_and_a_prefix()
    {
        await server.Server.CommandAsync(["ACL", "SETUSER", "limits", "reset", "on", ">x", "resetchannels", "-@all", "~shop:*", "+echo", "+ping", "+eval", "+get", "+set", "+pttl", "+pexpire"]);
        var run = await ToolRun.RunAsync("check", "--acl-user", "limits", "--prefix", "shop:", "--server", server.Endpoint);

        Assert.Equal(ExitCode.No, run.Code);
        Assert.Equal("ok", ResultOf(run, "permissions: [RateLimited]"));
        Assert.Equal("fail", ResultOf(run, "permissions: [Cached]"));
        Assert.Contains("UNLINK shop:", DetailOf(run, "permissions: [Idempotent]"), StringComparison.Ordinal);
        Assert.Equal("limits may not call TIME", DetailOf(run, "permissions: [RateLimited], sliding window and token bucket"));
        Assert.Contains("PUBLISH shop:derp:near", DetailOf(run, "permissions: notices to near caches"), StringComparison.Ordinal);
        Assert.Equal("fail", ResultOf(await ToolRun.RunAsync("check", "--acl-user", "limits", "--prefix", "other:", "--server", server.Endpoint), "permissions: [RateLimited]"));
    }

    [Fact]
    public async Task What_the_user_may_not_ask_is_unknown()
    {
        await server.Server.CommandAsync("ACL", "SETUSER", "little", "reset", "on", ">x", "-@all", "~*", "+echo", "+ping");
        var run = await ToolRun.RunAsync(new ToolSetting { Variables = { ["DERP_KV_PASSWORD"] = "x" } }, "check", "--user", "little", "--server", server.Endpoint);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(("unknown", "unknown"), (ResultOf(run, "information"), ResultOf(run, "permissions")));
    }

    private static string? ResultOf(ToolRun run, string check) => Of(run, check, "result");

    private static string? DetailOf(ToolRun run, string check) => Of(run, check, "detail");

    private static string? Of(ToolRun run, string check, string field) => run.Rows.Single(row => row.GetProperty("check").GetString() == check).GetProperty(field).GetString();
}
