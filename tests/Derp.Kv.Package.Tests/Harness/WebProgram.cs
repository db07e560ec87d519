using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A web program that was built, running on a free port of this machine until it is disposed.</summary>
internal sealed partial class WebProgram : IAsyncDisposable
{
    private readonly Process _process;

    private WebProgram(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public static async Task<WebProgram> StartAsync(string folder, string assembly)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment.Remove("ASPNETCORE_URLS");

        var process = Process.Start(start)!;
        try
        {
            var output = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                output.Add(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    // What it goes on to write must be read: a full pipe would stop it.
                    _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                    return new WebProgram(process, new Uri(match.Groups[1].Value));
                }
            }

            throw new InvalidOperationException("The program ended before it listened:\n" + string.Join('\n', output));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("Now listening on: (http://127.0.0.1:[0-9]+)")]
    private static partial Regex Listening();
}
