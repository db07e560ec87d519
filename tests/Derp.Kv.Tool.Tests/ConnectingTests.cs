using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Tests.Harness;

namespace Derp.Kv.Tool.Tests;

/// <summary>How the program gets in, and what it says when it does not.</summary>
public sealed class ConnectingTests(SharedServer server, SharedCluster cluster)
{
    private const string Secret = "pass-word-7";

    [Fact]
    public async Task A_password_is_taken_from_the_environment_or_asked_for_and_never_written()
    {
        await server.Server.CommandAsync("ACL", "SETUSER", "reader", "on", ">" + Secret, "~*", "&*", "+@all");
        var given = new ToolSetting { Variables = { ["DERP_KV_PASSWORD"] = Secret, ["DERP_KV_USER"] = "reader", ["DERP_KV_SERVER"] = server.Endpoint } };
        var asked = new ToolSetting { Answers = [Secret], Variables = { ["DERP_KV_SERVER"] = server.Endpoint } };
        var wrong = new ToolSetting { Answers = [Secret + "x"], Variables = { ["DERP_KV_SERVER"] = server.Endpoint } };

        foreach (var (run, code) in new[]
        {
            (await ToolRun.RunAsync(given, "check"), -1),
            (await ToolRun.RunAsync(given, "ttl", "none"), ExitCode.No),
            (await ToolRun.RunAsync(asked, "ttl", "none", "--user", "reader", "--ask-password"), ExitCode.No),
            (await ToolRun.RunAsync(wrong, "ttl", "none", "--user", "reader", "--ask-password"), ExitCode.Unavailable),
        })
        {
            Assert.True(code < 0 || run.Code == code, run.Output + run.Errors);
            Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_password_in_an_argument_is_refused_and_not_repeated()
    {
        foreach (var arguments in new string[][] { ["keys", "--password", Secret], ["keys", "--password=" + Secret], ["keys", "--server", $"{server.Endpoint},password={Secret}"] })
        {
            var run = await ToolRun.RunAsync(arguments);
            Assert.Equal(ExitCode.Usage, run.Code);
            Assert.Contains("DERP_KV_PASSWORD", run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        foreach (var command in new string[][] { ["keys"], ["get", "a"], ["ttl", "a"], ["top"], ["check"], ["watch"], ["invalidate", "a", "--yes"], ["limit", "peek", "a"] })
        {
            var run = await ToolRun.RunAsync([.. command, "--server", "127.0.0.1:1", "--timeout", "2s"]);
            Assert.Equal(ExitCode.Unavailable, run.Code);
            Assert.StartsWith("derp-kv: No connection", run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("get")]
    [InlineData("keys", "--kind", "\u001b[31m")]
    [InlineData("keys", "--timeout", "soon")]
    [InlineData("keys", "--server", "a:b")]
    [InlineData("get", "a\\n")]
    public async Task Wrong_usage_is_exit_code_2_and_says_so(params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain('\u001b', run.Errors);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task On_a_cluster_all_primaries_are_scanned_and_any_key_is_read()
    {
        var endpoints = (await cluster.StartedAsync()).Endpoints;
        var prefix = Guid.NewGuid().ToString("N")[..8] + ":";
        var client = new StackExchangeRedisKvClient(endpoints);
        await using (client)
        {
            for (var i = 0; i < 60; i++)
                await client.SetAsync(System.Text.Encoding.UTF8.GetBytes(prefix + i.ToString(CultureInfo.InvariantCulture)), "x"u8.ToArray(), TimeSpan.FromMinutes(1));
        }

        var keys = await ToolRun.RunAsync("keys", prefix, "--server", endpoints);
        Assert.Equal(60, keys.Rows.Count);
        var top = await ToolRun.RunAsync("top", prefix, "--server", endpoints);
        Assert.Equal(60, top.Rows[0].GetProperty("keys").GetInt32());
        Assert.Equal(ExitCode.Done, (await ToolRun.RunAsync(["ttl", prefix + "7", prefix + "8", prefix + "9", "--server", endpoints])).Code);
        var check = await ToolRun.RunAsync("check", "--server", endpoints);
        Assert.Equal(3, check.Rows.Count(static row => row.GetProperty("check").GetString() == "version"));
    }

    // The program itself: under a locale whose numbers and letters differ, in a terminal, and seen by its neighbours.
    [Fact]
    public async Task In_a_terminal_of_any_locale_tables_are_drawn_and_no_argument_tells_the_password()
    {
        var key = Guid.NewGuid().ToString("N")[..8] + ":I";
        await server.Server.CommandAsync("SET", key, new string('x', 12345));
        await server.Server.CommandAsync("ACL", "SETUSER", "seen", "on", ">" + Secret, "~*", "&*", "+@all");
        var output = await RunInTerminalAsync($"keys {key} --server {server.Endpoint} --user seen", new() { ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8", ["DERP_KV_PASSWORD"] = Secret, ["TERM"] = "xterm-256color" });

        Assert.Contains("12,345 B", output, StringComparison.Ordinal);
        Assert.Contains("expires in", output, StringComparison.Ordinal);
        Assert.Contains(key, output, StringComparison.Ordinal);
        Assert.Contains("\u001b[1m", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
    }

    private static async Task<string> RunInTerminalAsync(string arguments, Dictionary<string, string> variables)
    {
        var program = typeof(ConnectingTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static metadata => metadata.Key == "Program").Value;
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", $"stty cols 100; dotnet '{program}' {arguments}", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
