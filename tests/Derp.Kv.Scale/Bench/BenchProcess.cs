using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Scale.Bench;

/// <summary>A <see cref="BenchWorker"/>, from outside.</summary>
internal sealed class BenchProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessGuard _guard;

    public BenchProcess(int port, string workload)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BenchProcess).Assembly.Location, BenchWorker.Argument, port.ToString(CultureInfo.InvariantCulture), workload])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _guard = new ProcessGuard(_process);
    }

    public async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("A process of the bench has ended.");

    public void Dispose() => _guard.Dispose();
}
