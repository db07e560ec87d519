using System.Diagnostics;
using System.Reflection;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Another process that calls the ledger (the program Derp.Kv.LedgerWorker). It ends when its input does, so never outlives this one.</summary>
internal sealed class LedgerWorker : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly string s_assembly = typeof(LedgerWorker).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "Worker").Value!;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Lock _gate = new();
    private bool _killed;

    private LedgerWorker(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one and waits until it has made its first call.</summary>
    public static async Task<LedgerWorker> StartAsync(IEnumerable<string> arguments)
    {
        var worker = new LedgerWorker(Process.Start(new ProcessStartInfo("dotnet", [s_assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        try
        {
            Assert.Equal("ready", await worker.ReadAsync());
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Writes a line. A worker that was killed reads none.</summary>
    public async Task SendAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteAsync(line + "\n");
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>The next line that it writes.</summary>
    public async Task<string> ReadAsync() =>
        await TryReadAsync() ?? throw new InvalidOperationException($"The worker has ended: {await _errors.WaitAsync(s_patience)}");

    /// <summary>The next line that it writes; null: it has ended.</summary>
    public async Task<string?> TryReadAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    /// <summary>Ends the process at once (SIGKILL): nothing in it gets to run any more.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_killed)
                return;
            _killed = true;
            _process.Kill();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
