using System.Diagnostics;
using System.Reflection;

namespace Tickets.Supervision;

/// <summary>A process of the shop. If it ends by itself, it is started again.</summary>
internal sealed class Child(string[] arguments) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, .. arguments]))!;
            try
            {
                await process.WaitForExitAsync(_stopping.Token);

                // One that cannot start does not keep the machine busy.
                await Task.Delay(500, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
