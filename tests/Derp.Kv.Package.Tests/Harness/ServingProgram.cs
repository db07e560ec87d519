using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A web application in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServingProgram : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServingProgram(Process process, Uri address)
    {
        _process = process;
        Browser = new HttpClient { BaseAddress = address };
    }

    public HttpClient Browser { get; }

    /// <summary>Starts a program and waits until it says where it listens.</summary>
    public static async Task<ServingProgram> StartAsync(string folder, string program, params string[] more)
    {
        var process = Command.Start(folder, [program, "--urls", "http://127.0.0.1:0", .. more]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        var said = "";
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                said += line + "\n";
                if (Listening().Match(line) is { Success: true } match)
                    return new ServingProgram(process, new Uri(match.Groups["address"].Value));
            }

            throw new InvalidOperationException($"The program ended: {said}{await process.StandardError.ReadToEndAsync(limit.Token)}");
        }
        catch
        {
            End(process);
            throw;
        }
    }

    public void Dispose()
    {
        Browser.Dispose();
        End(_process);
    }

    private static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex("""Now listening on: (?<address>http://127\.0\.0\.1:\d+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
