using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>A <see cref="StampedeWorker"/>, from outside.</summary>
internal sealed class StampedeProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessGuard _guard;

    private StampedeProcess(Process process)
    {
        _process = process;
        _guard = new ProcessGuard(process);
    }

    public static async Task<StampedeProcess> StartAsync(string endpoint, int milliseconds)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(StampedeProcess).Assembly.Location, StampedeWorker.Argument, endpoint, milliseconds.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = new StampedeProcess(Process.Start(start)!);
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

    public async Task PrepareAsync(int callers, string sku, string peer)
    {
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{callers} {sku} {peer}"));
        await ReadAsync();
    }

    public Task GoAsync() => WriteAsync("go");

    public async Task<(int Runs, double Milliseconds)> ResultAsync()
    {
        var parts = (await ReadAsync()).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _guard.Dispose();

    private async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("A process of the stampede has ended.");
}
