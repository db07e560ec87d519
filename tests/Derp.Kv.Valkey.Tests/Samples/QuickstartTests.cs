using System.Diagnostics;
using System.Reflection;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Samples;

/// <summary>The sample checks what it shows, and says so by its exit code.</summary>
public sealed class QuickstartTests(SharedServer shared)
{
    private static readonly string s_assembly = typeof(QuickstartTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Quickstart").Value!;

    [Fact]
    public async Task It_runs_on_memory()
    {
        var (code, output) = await RunAsync();

        Assert.True(code == 0, output);
        Assert.Contains("before a SQLite database of 249 countries", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_runs_twice_on_a_server()
    {
        for (var i = 0; i < 2; i++)
        {
            var (code, output) = await RunAsync("--valkey", shared.Endpoint);
            Assert.True(code == 0, output);
        }
    }

    [Theory]
    [InlineData(2, "--what")]
    [InlineData(1, "--valkey", "127.0.0.1:1")]
    [InlineData(2, "--valkey", "127.0.0.1:port")]
    public async Task It_refuses_what_it_cannot_do(int code, params string[] arguments) =>
        Assert.Equal(code, (await RunAsync(arguments)).Code);

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [s_assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
