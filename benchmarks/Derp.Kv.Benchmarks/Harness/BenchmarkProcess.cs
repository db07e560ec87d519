using System.Diagnostics;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>This program once more, as one process of several, steered line by line.</summary>
internal sealed class BenchmarkProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessGuard _guard;

    private BenchmarkProcess(Process process)
    {
        _process = process;
        _guard = new ProcessGuard(process);
    }

    /// <summary>Starts it, and waits for its first line.</summary>
    /// <param name="arguments">What <c>Program</c> tells it by.</param>
    public static async Task<BenchmarkProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BenchmarkProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = new BenchmarkProcess(Process.Start(start)!);
        try
        {
            await process.ReadAsync();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("A process of the benchmark has ended.");

    public void Dispose() => _guard.Dispose();
}
