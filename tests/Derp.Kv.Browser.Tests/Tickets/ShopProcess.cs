using System.Diagnostics;
using Derp.Kv.Servers;

namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>A process of the sample Tickets. If it ends by itself, it is started again on the same port, as its supervisor does.</summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string[] _arguments;
    private readonly CancellationTokenSource _ends = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _starts;

    public ShopProcess(string name, string address, params string[] arguments)
    {
        Address = new Uri(address);
        _arguments = [Repository.Tickets, "--name", name, "--urls", address, .. arguments];
        _running = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>How often it was started.</summary>
    public int Starts => Volatile.Read(ref _starts);

    public Task ListensAsync() => _listens.Task.WaitAsync(s_patience);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _running;
        _ends.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_ends.IsCancellationRequested)
        {
            var start = new ProcessStartInfo("dotnet", _arguments) { RedirectStandardOutput = true, Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" } };
            var process = Process.Start(start)!;
            using var guard = new ProcessGuard(process);
            Interlocked.Increment(ref _starts);
            try
            {
                // To its end, so that the process never waits for a reader.
                while (await process.StandardOutput.ReadLineAsync(_ends.Token) is { } line)
                {
                    if (line.StartsWith("Tickets ", StringComparison.Ordinal))
                        _listens.TrySetResult();
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // One that cannot even start is a failure of all tests, not to be tried for ever.
            if (!_listens.Task.IsCompleted)
            {
                _listens.SetException(new InvalidOperationException("The sample did not start."));
                return;
            }
        }
    }
}
