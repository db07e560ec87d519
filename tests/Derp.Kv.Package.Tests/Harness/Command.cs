using System.Diagnostics;

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A <c>dotnet</c> command that leaves nothing running: no compiler server, no build node, and no child after the time limit.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    public static async Task<Command> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            // Both streams at once: a full pipe would stop the child.
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Command(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a command whose output is to be read.</summary>
    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Those of a build that runs these tests would decide for the build that they start.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return Process.Start(start)!;
    }

    public Command Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }
}
