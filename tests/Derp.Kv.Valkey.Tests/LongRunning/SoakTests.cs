using System.Diagnostics;
using System.Reflection;

namespace Derp.Kv.Valkey.Tests.LongRunning;

/// <summary>The soak, in short.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly string s_assembly = typeof(SoakTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Soak").Value!;

    [Fact]
    public async Task Twenty_seconds_of_faults_break_no_promise()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [s_assembly, "--seconds", "20"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        output.WriteLine(string.Concat(texts));
        Assert.True(process.ExitCode == 0, string.Concat(texts));
    }
}
