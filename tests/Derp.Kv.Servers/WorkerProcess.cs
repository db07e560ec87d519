using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Derp.Kv.Servers;

/// <summary>Another process with a client of its own (the program Derp.Kv.Worker), steered line by line.</summary>
public sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly string s_assembly = typeof(WorkerProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Worker").Value!;

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly Task<string> _errors;
    private bool _disposed;

    private WorkerProcess(Process process)
    {
        _process = process;
        _guard = new ProcessGuard(process);
        _errors = process.StandardError.ReadToEndAsync();
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>What it wrote to its error stream; there once it has ended.</summary>
    public Task<string> Errors => _errors;

    /// <summary>Starts a worker and waits until it is connected.</summary>
    public static async Task<WorkerProcess> StartAsync(int port, string scenario)
    {
        var start = new ProcessStartInfo("dotnet", [s_assembly, port.ToString(CultureInfo.InvariantCulture), scenario])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var worker = new WorkerProcess(Process.Start(start)!);
        try
        {
            await worker.ExpectAsync("ready");
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    public async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next line that it writes.</summary>
    /// <param name="patience">Null: a minute.</param>
    public async Task<string> ReadAsync(TimeSpan? patience = null)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(patience ?? s_patience);
        return line ?? throw new InvalidOperationException($"The worker has ended: {await _errors.WaitAsync(s_patience)}");
    }

    public async Task ExpectAsync(string line)
    {
        var read = await ReadAsync();
        if (read != line)
            throw new InvalidOperationException($"The worker wrote '{read}' where '{line}' was expected.");
    }

    /// <summary>Takes all time away from the process until <see cref="Resume"/>.</summary>
    public void Suspend() => Signals.Suspend(Id);

    public void Resume() => Signals.Resume(Id);

    /// <summary>Ends the process at once (SIGKILL): nothing in it gets to run any more.</summary>
    public void Kill() => Dispose();

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _guard.Dispose();
    }
}
