using System.CommandLine;
using Derp.Kv.Tool.Checks;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>check</c>: whether a server is set up for what it is to do.</summary>
internal static class CheckCommand
{
    private static readonly Option<Duty?> s_duty = new("--duty") { Description = "What the server is for: cache, or ledger of claims, results and limits. Without it, what fits only one of them is a warning." };
    private static readonly Option<string?> s_user = new("--acl-user") { Description = "User whose permissions are checked. Default: that of the connection." };

    public static Command New(CommandContext context)
    {
        var command = new Command("check", "Check version, memory, eviction, persistence, permissions and latency. Exit code 1: a check has failed.") { s_duty, s_user };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var primaries = await session.Store.PrimariesAsync(session.CancellationToken).ConfigureAwait(false);
        var findings = new List<Finding>();
        foreach (var primary in primaries)
            findings.AddRange(await new ServerChecks(primary, session.Parsed.GetValue(s_duty)).RunAsync().ConfigureAwait(false));
        findings.AddRange(await new RightsCheck(session.Store, primaries[0], session.Prefix).RunAsync(session.Parsed.GetValue(s_user)).ConfigureAwait(false));

        foreach (var finding in findings)
        {
            session.Report.Add(new Row
            {
                { "server", finding.Server },
                { "check", finding.Check },
                { "result", finding.Result.ToString().ToLowerInvariant() },
                { "detail", finding.Detail },
            });
        }

        return findings.Exists(static finding => finding.Result == Verdict.Fail) ? ExitCode.No : ExitCode.Done;
    }
}
