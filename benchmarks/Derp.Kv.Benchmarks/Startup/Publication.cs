using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Derp.Kv.Benchmarks;

/// <summary>A project compiled ahead of time.</summary>
/// <param name="project">Its folder.</param>
/// <param name="target">Where the program goes.</param>
internal sealed partial class Publication(string project, string target)
{
    private readonly string _log = Path.Combine(target, "publish.log");

    /// <summary>Whether it was made, now or by an earlier run.</summary>
    public bool IsThere => System.IO.File.Exists(_log);

    /// <summary>What is to be run.</summary>
    public string File => Path.Combine(target, Path.GetFileName(project) + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>Its size, without what a debugger reads, in millions of bytes.</summary>
    public double Megabytes => new FileInfo(File).Length / 1e6;

    /// <summary>How many different warnings the compiler gave.</summary>
    public int Warnings => Warning().Matches(System.IO.File.ReadAllText(_log)).Select(static match => match.Value).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Compiles it from the start, so that all warnings are given.</summary>
    /// <exception cref="InvalidOperationException">That failed; the message says how.</exception>
    public async Task MakeAsync()
    {
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);

        // What the compiler leaves in between stands in the same folder, and is gone with it.
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", project, "-c", "Release", "-o", target, "-nologo", "-v", "quiet", "-nodeReuse:false",
            "-p:Aot=true", "-p:IlcTreatWarningsAsErrors=false", $"-p:NativeIntermediateOutputPath={Path.Combine(target, "native")}/",
        ])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var log = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(log.Split('\n').FirstOrDefault(static line => line.Contains("error", StringComparison.Ordinal)) ?? log);
        await System.IO.File.WriteAllTextAsync(_log, log);
    }

    [GeneratedRegex(@"warning IL\d+: [^\r\n]*")]
    private static partial Regex Warning();
}
