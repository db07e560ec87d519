using System.Diagnostics;
using System.Runtime.CompilerServices;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.LongRunning;

public class AotStartupTests
{
    private const int MostBytes = 10_000_000;

    [Fact]
    public async Task A_wrapper_over_a_server_is_published_ahead_of_time_small_and_without_a_warning()
    {
        var output = Directory.CreateTempSubdirectory("derp-kv-aot-").FullName;
        try
        {
            var log = await RunAsync("dotnet", "publish", Sample(), "-c", "Release", "-o", output, "-nologo", "-nodeReuse:false", "-v", "minimal");
            Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
            var program = Path.Combine(output, OperatingSystem.IsWindows() ? "AotStartup.exe" : "AotStartup");
            Assert.InRange(new FileInfo(program).Length, 1, MostBytes);

            await using var server = await ValkeyServer.StartAsync();
            Assert.Equal("SKU-1: Cordless drill 18 V, 4 tags, computed", await RunAsync(program, server.Endpoint, "SKU-1"));
            Assert.Equal("SKU-1: Cordless drill 18 V, 4 tags, cached", await RunAsync(program, server.Endpoint, "SKU-1"));
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static string Sample([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "samples", "AotStartup"));

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(texts));
        return string.Concat(texts).Trim();
    }
}
