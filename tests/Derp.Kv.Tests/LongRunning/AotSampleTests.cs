using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Tests.LongRunning;

public class AotSampleTests
{
    [Fact]
    public async Task All_kinds_are_published_ahead_of_time_without_a_warning_and_come_back()
    {
        var output = Directory.CreateTempSubdirectory("derp-kv-aot-").FullName;
        try
        {
            var (code, log) = await RunAsync("dotnet", "publish", Sample(), "-c", "Release", "-o", output, "-nologo", "-nodeReuse:false", "-v", "minimal");
            Assert.True(code == 0, log);
            Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);

            var name = OperatingSystem.IsWindows() ? "AotSerialization.exe" : "AotSerialization";
            (code, log) = await RunAsync(Path.Combine(output, name));
            Assert.True(code == 0, log);
            Assert.Equal("All kinds were written and read.", log.Trim());
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static string Sample([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "samples", "AotSerialization"));

    private static async Task<(int Code, string Log)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
